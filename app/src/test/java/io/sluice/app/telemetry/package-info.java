/** What a node says of itself. */
@NullMarked
package io.sluice.app.telemetry;

import org.jspecify.annotations.NullMarked;
