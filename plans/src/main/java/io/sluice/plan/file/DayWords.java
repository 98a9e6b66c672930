package io.sluice.plan.file;

import java.time.DayOfWeek;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The spelling of weekdays: {@code mon-fri}, {@code sat,sun}, {@code fri-mon} (over the week's end), {@code daily}. */
final class DayWords {
    private static final List<String> WORDS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    private DayWords() {}

    /** Of a text that the schema lets through. */
    static Set<DayOfWeek> read(String text) {
        if (text.equals("daily")) {
            return EnumSet.allOf(DayOfWeek.class);
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String range : text.replace(" ", "").split(",", -1)) {
            DayOfWeek last = day(range.substring(range.length() - 3));
            DayOfWeek day = day(range.substring(0, 3));
            days.add(day);
            while (day != last) {
                day = day.plus(1);
                days.add(day);
            }
        }
        return days;
    }

    private static DayOfWeek day(String word) {
        return DayOfWeek.of(WORDS.indexOf(word) + 1);
    }
}
