/** The wire protocols of Elastic Load Balancing and CloudWatch, as far as the sandbox answers them. */
@NullMarked
package io.sluice.sandbox.aws;

import org.jspecify.annotations.NullMarked;
