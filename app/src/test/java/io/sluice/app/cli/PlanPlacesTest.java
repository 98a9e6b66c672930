package io.sluice.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Pointers of faults become lines of the file, in YAML and in JSON. */
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

        assertThat(places.line("")).contains(1);
        assertThat(places.line("/routes/0/name")).contains(3);
        assertThat(places.line("/routes/0/backends/us/targetGroup")).contains(4);
        assertThat(places.line("/steps/1/setWeight/percent")).contains(8);
    }

    @Test
    void what_is_missing_is_where_it_is_missing() {
        PlanPlaces places = new PlanPlaces(YAML);

        assertThat(places.line("/steps/1/setWeight/bake")).contains(7);
        assertThat(places.line("/steps/7")).contains(5);
        assertThat(places.line("/from")).contains(1);
    }

    @Test
    void json_has_lines_too() {
        assertThat(new PlanPlaces("{\n  \"steps\": [\n    {\"setWeight\": 101}\n  ]\n}").line("/steps/0/setWeight"))
                .contains(3);
    }

    @Test
    void of_what_cannot_be_read_nothing_is_known() {
        assertThat(new PlanPlaces("a: [").line("/a")).isEmpty();
        assertThat(new PlanPlaces("").line("/a")).isEmpty();
        assertThat(new PlanPlaces(YAML).line("no pointer")).isEmpty();
    }
}
