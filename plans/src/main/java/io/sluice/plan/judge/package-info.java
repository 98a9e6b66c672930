/** Judges: what numbers of two sides say of one of them. Pure: no clock, no source, no gate, only numbers in and findings out. */
@NullMarked
package io.sluice.plan.judge;

import org.jspecify.annotations.NullMarked;
