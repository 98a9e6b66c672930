/** The seam: what an adapter implements so that Sluice can move traffic on its cloud. */
@NullMarked
package io.sluice.provider;

import org.jspecify.annotations.NullMarked;
