@NullMarked
package io.sluice.app.kills;

import org.jspecify.annotations.NullMarked;
