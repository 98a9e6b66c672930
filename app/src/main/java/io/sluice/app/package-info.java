/** The service: configuration, and the one place that builds everything. */
@NullMarked
package io.sluice.app;

import org.jspecify.annotations.NullMarked;
