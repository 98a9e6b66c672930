@NullMarked
package io.sluice.app.dashboard;

import org.jspecify.annotations.NullMarked;
