/** What a plan is, where it stands, and what each event makes of it: pure values and functions. */
@NullMarked
package io.sluice.plan;

import org.jspecify.annotations.NullMarked;
