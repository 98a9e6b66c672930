@NullMarked
package io.sluice.plan.notice;

import org.jspecify.annotations.NullMarked;
