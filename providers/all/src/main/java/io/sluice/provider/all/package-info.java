/** The one list of adapters. */
@NullMarked
package io.sluice.provider.all;

import org.jspecify.annotations.NullMarked;
