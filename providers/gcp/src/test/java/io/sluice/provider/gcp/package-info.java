@NullMarked
package io.sluice.provider.gcp;

import org.jspecify.annotations.NullMarked;
