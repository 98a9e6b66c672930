@NullMarked
package io.sluice.app.calendar;

import org.jspecify.annotations.NullMarked;
