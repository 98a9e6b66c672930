/** How people put a plan's routes back where there is no Sluice. */
@NullMarked
package io.sluice.plan.runbook;

import org.jspecify.annotations.NullMarked;
