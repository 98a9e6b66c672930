package io.sluice.plan.decide;

import io.sluice.traffic.TimeWindow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known at a look of the calendars that schedules name: events written out as stretches of time.
 *
 * @param byName those that were asked for
 */
public record Calendars(Map<String, Known> byName) {
    /** Where no schedule names any. */
    public static final Calendars NONE = new Calendars(Map.of());

    public Calendars {
        byName = Map.copyOf(byName);
    }

    /** One of them. */
    public sealed interface Known {
        /**
         * Read lately enough.
         *
         * @param times of its events, from a little before now to as far ahead as any plan goes; ends are excluded
         */
        record Busy(List<TimeWindow> times) implements Known {
            public Busy {
                times = List.copyOf(times);
            }
        }

        /** Not read, or too long ago. */
        record Unknown(String why) implements Known {}
    }

    /** The events of a calendar, none where it is not known. */
    List<TimeWindow> busy(String calendar) {
        return byName.get(calendar) instanceof Known.Busy(List<TimeWindow> times) ? times : List.of();
    }

    /** Why a calendar is not known, in a sentence that names it; empty if it is. */
    public Optional<String> lack(String calendar) {
        return switch (byName.get(calendar)) {
            case Known.Busy _ -> Optional.empty();
            case Known.Unknown(String why) -> Optional.of("calendar " + calendar + " is not known: " + why);
            case null -> Optional.of("calendar " + calendar + " is not known: nobody asked for it");
        };
    }

    /** The same as if those that are not known had no events: for what is foreseen, never for what is done. */
    public Calendars assumingNone() {
        Map<String, Known> assumed = new HashMap<>(byName);
        assumed.replaceAll((_, known) -> known instanceof Known.Unknown ? new Known.Busy(List.of()) : known);
        return new Calendars(assumed);
    }
}
