@NullMarked
package io.sluice.provider.inmemory;

import org.jspecify.annotations.NullMarked;
