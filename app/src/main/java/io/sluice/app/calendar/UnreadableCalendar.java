package io.sluice.app.calendar;

/** A calendar that could not be read, or not understood as a whole; half of one is none. */
final class UnreadableCalendar extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableCalendar(String why) {
        super(why);
    }

    UnreadableCalendar(String why, Throwable cause) {
        super(why, cause);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
