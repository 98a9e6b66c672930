/** Route 53 as the AWS SDK speaks to it, over a zone that clients of the sandbox resolve. */
@NullMarked
package io.sluice.sandbox.route53;

import org.jspecify.annotations.NullMarked;
