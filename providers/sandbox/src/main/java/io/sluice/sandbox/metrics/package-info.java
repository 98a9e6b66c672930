/** Figures counted from the traffic that really went through. */
@NullMarked
package io.sluice.sandbox.metrics;

import org.jspecify.annotations.NullMarked;
