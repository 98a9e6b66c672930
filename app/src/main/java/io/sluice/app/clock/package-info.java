/** What wakes plans: Quartz inside this process, and a sweep over what is due. */
@NullMarked
package io.sluice.app.clock;

import org.jspecify.annotations.NullMarked;
