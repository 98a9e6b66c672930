package io.sluice.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Pointers of faults become lines and columns of the file, in YAML and in JSON. */
class PlanPlacesTest {
    private static final String YAML = """
            name: move
            routes:
              - name: edge
                backends: {eu: {targetGroup: a}, us: {targetGroup: b}}
            steps:
              - setWeight: 1
              - setWeight:
                  percent: 101
            """;

    @Test
    void what_is_written_is_where_its_name_is() {
        PlanPlaces places = new PlanPlaces(YAML);

        assertThat(where(places, "")).isEqualTo("1:1");
        assertThat(where(places, "/routes/0/name")).isEqualTo("3:5");
        assertThat(where(places, "/routes/0/backends/us/targetGroup")).isEqualTo("4:43");
        assertThat(where(places, "/steps/1/setWeight/percent")).isEqualTo("8:7");
    }

    @Test
    void what_is_missing_is_where_it_is_missing() {
        PlanPlaces places = new PlanPlaces(YAML);

        assertThat(where(places, "/steps/1/setWeight/bake")).isEqualTo("7:5");
        assertThat(where(places, "/steps/7")).isEqualTo("5:1");
        assertThat(where(places, "/from")).isEqualTo("1:1");
    }

    @Test
    void json_has_places_too() {
        PlanPlaces places = new PlanPlaces("{\n  \"steps\": [\n    {\"setWeight\": 101}\n  ]\n}");

        assertThat(where(places, "/steps/0/setWeight")).isEqualTo("3:6");
    }

    @Test
    void of_what_cannot_be_read_nothing_is_known() {
        assertThat(new PlanPlaces("a: [").place("/a")).isEmpty();
        assertThat(new PlanPlaces("").place("/a")).isEmpty();
        assertThat(new PlanPlaces(YAML).place("no pointer")).isEmpty();
    }

    private static String where(PlanPlaces places, String pointer) {
        return places.place(pointer).map(Object::toString).orElse("nowhere");
    }
}
