/** What to do next: pure functions over a plan, what is seen, and the time. */
@NullMarked
package io.sluice.plan.decide;

import org.jspecify.annotations.NullMarked;
