@NullMarked
package io.sluice.plan.file;

import org.jspecify.annotations.NullMarked;
