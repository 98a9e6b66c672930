@NullMarked
package io.sluice.plan.judge;

import org.jspecify.annotations.NullMarked;
