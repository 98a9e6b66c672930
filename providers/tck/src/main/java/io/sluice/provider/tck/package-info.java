/** The contract that every adapter passes: each "must" sentence of the seam is one test here. */
@NullMarked
package io.sluice.provider.tck;

import org.jspecify.annotations.NullMarked;
