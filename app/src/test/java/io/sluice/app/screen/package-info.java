@NullMarked
package io.sluice.app.screen;

import org.jspecify.annotations.NullMarked;
