@NullMarked
package io.sluice.sandbox.traffic;

import org.jspecify.annotations.NullMarked;
