@NullMarked
package io.sluice.app.clock;

import org.jspecify.annotations.NullMarked;
