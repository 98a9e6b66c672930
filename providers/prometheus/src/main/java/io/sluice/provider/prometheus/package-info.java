/** Figures from anything that speaks the Prometheus HTTP API. */
@NullMarked
package io.sluice.provider.prometheus;

import org.jspecify.annotations.NullMarked;
