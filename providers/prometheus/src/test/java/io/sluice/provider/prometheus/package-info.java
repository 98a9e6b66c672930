@NullMarked
package io.sluice.provider.prometheus;

import org.jspecify.annotations.NullMarked;
