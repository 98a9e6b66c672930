@NullMarked
package io.sluice.plan.recurring;

import org.jspecify.annotations.NullMarked;
