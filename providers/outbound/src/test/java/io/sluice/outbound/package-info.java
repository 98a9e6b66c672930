@NullMarked
package io.sluice.outbound;

import org.jspecify.annotations.NullMarked;
