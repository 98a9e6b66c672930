/** One tick of one plan: load, look, decide, record, perform; every effect behind an interface. */
@NullMarked
package io.sluice.plan.engine;

import org.jspecify.annotations.NullMarked;
