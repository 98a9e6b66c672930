package io.sluice.plan;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Minutes of the wall clock, in the five fields of crontab(5): minute, hour, day of the month, month, day of the week.
 *
 * <p>Each field is a list of numbers, ranges and {@code *}, with {@code /step} after either of the last two; months and days of
 * the week may be named by three letters, and Sunday is 0 or 7. Where both days are restricted, either will do, as in every
 * cron. There are no seconds, no years, and none of Quartz's {@code ? L W #}.
 */
public final class Cron {
    /** More would be polling, and each is looked at in every look. */
    private static final int MOST_A_DAY = 96;

    private static final Pattern PART = Pattern.compile("(?:(\\*)|(\\w+)(?:-(\\w+))?)(?:/(\\d{1,2}))?");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    private final String text;
    private final List<LocalTime> times;
    private final BitSet daysOfMonth;
    private final BitSet months;
    private final BitSet daysOfWeek;
    private final boolean eitherDay;

    private Cron(String text, List<String> fields) {
        this.text = text;
        this.times = times(
                field("minute", fields.get(0), 0, 59, List.of(), 0), field("hour", fields.get(1), 0, 23, List.of(), 0));
        this.daysOfMonth = field("day of the month", fields.get(2), 1, 31, List.of(), 0);
        this.months = field("month", fields.get(3), 1, 12, MONTHS, 1);
        this.daysOfWeek = field("day of the week", fields.get(4), 0, 7, DAYS, 0);
        if (daysOfWeek.get(7)) {
            daysOfWeek.set(0);
        }
        this.eitherDay = !fields.get(2).startsWith("*") && !fields.get(4).startsWith("*");
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException with what is wrong, as it reads after "the cron"
     */
    public static Cron of(String text) {
        List<String> fields = List.of(text.strip().toLowerCase(Locale.ROOT).split("[ \t]+", -1));
        if (fields.size() != 5) {
            throw new IllegalArgumentException(
                    "needs five fields (minute, hour, day of the month, month, day of the week), not " + fields.size());
        }
        Cron cron = new Cron(text, fields);
        if (cron.times.size() > MOST_A_DAY) {
            throw new IllegalArgumentException("starts more than " + MOST_A_DAY + " times a day");
        }
        if (!cron.everComes()) {
            throw new IllegalArgumentException("never comes: no month of it has such a day");
        }
        return cron;
    }

    private boolean everComes() {
        return eitherDay
                || months.stream()
                        .anyMatch(month ->
                                daysOfMonth.nextSetBit(1) <= Month.of(month).maxLength());
    }

    private static List<LocalTime> times(BitSet minutes, BitSet hours) {
        List<LocalTime> times = new ArrayList<>();
        hours.stream().forEach(hour -> minutes.stream().forEach(minute -> times.add(LocalTime.of(hour, minute))));
        return List.copyOf(times);
    }

    private static BitSet field(String name, String text, int least, int most, List<String> words, int firstWord) {
        BitSet set = new BitSet();
        for (String part : text.split(",", -1)) {
            Matcher matcher = PART.matcher(part);
            if (!matcher.matches()) {
                throw wrong(name, part);
            }
            boolean all = matcher.group(1) != null;
            Optional<String> last = Optional.ofNullable(matcher.group(3));
            Optional<Integer> step = Optional.ofNullable(matcher.group(4)).map(Integer::parseInt);
            int from = all ? least : number(name, part, matcher.group(2), words, firstWord);
            int to = all
                    ? most
                    : last.map(word -> number(name, part, word, words, firstWord))
                            .orElse(from);
            boolean aStepOfOne = step.isPresent() && !all && last.isEmpty();
            if (from < least
                    || to > most
                    || from > to
                    || aStepOfOne
                    || step.filter(by -> by == 0).isPresent()) {
                throw wrong(name, part);
            }
            for (int value = from; value <= to; value += step.orElse(1)) {
                set.set(value);
            }
        }
        return set;
    }

    private static int number(String name, String part, String word, List<String> words, int firstWord) {
        if (words.contains(word)) {
            return firstWord + words.indexOf(word);
        }
        if (!word.matches("\\d{1,2}")) {
            throw wrong(name, part);
        }
        return Integer.parseInt(word);
    }

    private static IllegalArgumentException wrong(String name, String part) {
        String shown = part.length() <= 20 ? part : part.substring(0, 20) + "…";
        return new IllegalArgumentException("has no such " + name + ": \"" + shown + "\"");
    }

    /** The times of a day's wall clock, in order; whether the clocks show them that day is not looked at. */
    public List<LocalTime> on(LocalDate day) {
        if (!months.get(day.getMonthValue())) {
            return List.of();
        }
        boolean ofMonth = daysOfMonth.get(day.getDayOfMonth());
        boolean ofWeek = daysOfWeek.get(day.getDayOfWeek().getValue() % 7);
        return (eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek) ? times : List.of();
    }

    /** How often it comes on a day on which it does. */
    public int timesADay() {
        return times.size();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cron cron && text.equals(cron.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
