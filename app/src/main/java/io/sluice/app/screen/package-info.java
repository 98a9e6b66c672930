/** Plans drawn on a terminal, in place, and as lines for a pipe: what the demo and the command line show alike. */
@NullMarked
package io.sluice.app.screen;

import org.jspecify.annotations.NullMarked;
