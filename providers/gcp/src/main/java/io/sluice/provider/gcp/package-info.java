/** Google Cloud: URL maps, and their figures from Cloud Monitoring. */
@NullMarked
package io.sluice.provider.gcp;

import org.jspecify.annotations.NullMarked;
