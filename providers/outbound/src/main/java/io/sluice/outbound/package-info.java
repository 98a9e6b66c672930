/** Calls to addresses that people write down, so that none of them reaches what nobody meant. */
@NullMarked
package io.sluice.outbound;

import org.jspecify.annotations.NullMarked;
