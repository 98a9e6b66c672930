/** Azure: Application Gateway, Traffic Manager and Front Door, and their figures from Azure Monitor. */
@NullMarked
package io.sluice.provider.azure;

import org.jspecify.annotations.NullMarked;
