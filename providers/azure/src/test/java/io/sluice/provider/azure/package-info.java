@NullMarked
package io.sluice.provider.azure;

import org.jspecify.annotations.NullMarked;
