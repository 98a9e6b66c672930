/** Moves traffic between the target groups of AWS load balancers. */
@NullMarked
package io.sluice.provider.aws;

import org.jspecify.annotations.NullMarked;
