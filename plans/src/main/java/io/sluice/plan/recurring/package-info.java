/** Plans that come again by a cron, and what to do about a run that is due: pure. */
@NullMarked
package io.sluice.plan.recurring;

import org.jspecify.annotations.NullMarked;
