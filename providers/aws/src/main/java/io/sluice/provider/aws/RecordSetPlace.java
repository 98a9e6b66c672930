package io.sluice.provider.aws;

import java.util.Comparator;

/** Where a split is kept in DNS: all records of one name and type in one hosted zone. */
record RecordSetPlace(String hostedZone, RecordName name, String type) {
    /** Roughly the order in which Route 53 lists them; a look is right without it, and cheaper with it. */
    static final Comparator<RecordSetPlace> AS_LISTED = Comparator.comparing(
                    (RecordSetPlace place) -> place.name().listedBy())
            .thenComparing(RecordSetPlace::type);

    @Override
    public String toString() {
        return name + " " + type + " in " + hostedZone;
    }
}
