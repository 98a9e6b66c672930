@NullMarked
package io.sluice.plan.preview;

import org.jspecify.annotations.NullMarked;
