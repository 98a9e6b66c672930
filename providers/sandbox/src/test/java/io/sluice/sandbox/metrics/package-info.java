@NullMarked
package io.sluice.sandbox.metrics;

import org.jspecify.annotations.NullMarked;
