@NullMarked
package io.sluice.plan.engine;

import org.jspecify.annotations.NullMarked;
