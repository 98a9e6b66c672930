@NullMarked
package io.sluice.sandbox.faults;

import org.jspecify.annotations.NullMarked;
