/** The calendars of {@code config.yml}: read now and then, written out as stretches of time. */
@NullMarked
package io.sluice.app.calendar;

import org.jspecify.annotations.NullMarked;
