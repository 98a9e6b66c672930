@NullMarked
package io.sluice.sandbox.azure;

import org.jspecify.annotations.NullMarked;
