/** What a plan will do, on paper: the same decisions on a clock that costs no time, in a world where all goes well. */
@NullMarked
package io.sluice.plan.preview;

import org.jspecify.annotations.NullMarked;
