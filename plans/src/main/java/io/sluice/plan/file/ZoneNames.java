package io.sluice.plan.file;

import java.time.ZoneId;
import java.util.Optional;

/**
 * The time zones that a plan may name: regions, and UTC.
 *
 * <p>Offsets and abbreviations know no summer time, and {@code Etc/GMT+5} means UTC−5; whoever writes one means a region.
 */
final class ZoneNames {
    static final ZoneId UTC = ZoneId.of("UTC");

    private ZoneNames() {}

    static Optional<ZoneId> read(Written written) {
        String name = written.asText().orElse("");
        if (isRegion(name)) {
            return Optional.of(ZoneId.of(name));
        }
        Optional<String> meant = ZoneId.getAvailableZoneIds().stream()
                .filter(zone -> isRegion(zone) && zone.equalsIgnoreCase(name))
                .findFirst();
        written.fault("is no region of the time zone database, such as Europe/Berlin, nor UTC"
                + meant.map(zone -> "; did you mean " + zone + "?").orElse(""));
        return Optional.empty();
    }

    private static boolean isRegion(String name) {
        boolean regional = name.contains("/") && !name.startsWith("Etc/") && !name.startsWith("SystemV/");
        return (regional || name.equals("UTC")) && ZoneId.getAvailableZoneIds().contains(name);
    }
}
