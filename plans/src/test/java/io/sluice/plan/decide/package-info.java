@NullMarked
package io.sluice.plan.decide;

import org.jspecify.annotations.NullMarked;
