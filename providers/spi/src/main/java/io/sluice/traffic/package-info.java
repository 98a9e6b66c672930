/** The words of moving traffic, as values: no clock, no call, no cloud. */
@NullMarked
package io.sluice.traffic;

import org.jspecify.annotations.NullMarked;
