/**
 * What this node keeps on its own disk so that routes go back when nothing else is there.
 *
 * <p>{@link io.sluice.app.capsule.Reverts} takes an order into the {@link io.sluice.app.capsule.OrderBook} and begins an {@link
 * io.sluice.app.capsule.OngoingRevert} for each plan; the {@code OrderDelivery} tells the database of what it does not know.
 */
@NullMarked
package io.sluice.app.capsule;

import org.jspecify.annotations.NullMarked;
