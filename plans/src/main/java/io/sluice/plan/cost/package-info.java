/**
 * What a move costs: the prices that the house wrote down, times what was measured. Everything here is an estimate and pure;
 * what clouds really bill comes hours or days later, too late for any step.
 */
@NullMarked
package io.sluice.plan.cost;

import org.jspecify.annotations.NullMarked;
