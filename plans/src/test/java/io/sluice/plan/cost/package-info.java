@NullMarked
package io.sluice.plan.cost;

import org.jspecify.annotations.NullMarked;
