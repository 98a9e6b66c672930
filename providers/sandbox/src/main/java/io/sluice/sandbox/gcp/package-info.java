/** Google Cloud in small: URL maps that split traffic, the operations that change them, and what Cloud Monitoring counted. */
@NullMarked
package io.sluice.sandbox.gcp;

import org.jspecify.annotations.NullMarked;
