@NullMarked
package io.sluice.plan.runbook;

import org.jspecify.annotations.NullMarked;
