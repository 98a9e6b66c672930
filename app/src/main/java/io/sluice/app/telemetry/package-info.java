/** What a node says of itself to those who watch it: metrics, and traces. */
@NullMarked
package io.sluice.app.telemetry;

import org.jspecify.annotations.NullMarked;
