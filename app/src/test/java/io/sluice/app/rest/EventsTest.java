package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.app.rest.Heard.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of events, from the service to whoever listens. */
class EventsTest {
    private static final String ALL = "/api/v1/events";

    @RegisterExtension
    static final Service SERVICE = Service.usual();

    private static String ofPlan(String id) {
        return "/api/v1/plans/" + id + "/events";
    }

    private static List<JsonNode> journal(String id) {
        List<JsonNode> lines = new ArrayList<>();
        SERVICE.get("/api/v1/plans/" + id + "/journal?limit=200")
                .json()
                .path("events")
                .forEach(lines::add);
        return lines;
    }

    private static void move(String id, String move) {
        assertThat(SERVICE.post("/api/v1/plans/" + id + "/" + move, "{\"reason\": \"to see it\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void the_stream_of_a_plan_tells_its_journal_line_by_line_and_how_it_looks() {
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute()));
        try (Heard heard = Heard.from(SERVICE, ofPlan(id), "0")) {
            assertThat(heard.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(heard.header("Cache-Control")).isEqualTo("no-store");
            SERVICE.awaitBaking(id);
            move(id, "pause");
            List<JsonNode> lines = new ArrayList<>();
            boolean held = false;
            boolean paused = false;
            while (!held || !paused) {
                Event event = heard.next();
                if (event.is("journal")) {
                    lines.add(event.json());
                    assertThat(event.id()).contains(String.valueOf(lines.size()));
                    paused |= event.json().path("type").asText().equals("pause-asked");
                } else {
                    assertThat(event.type()).isEqualTo("look");
                    assertThat(event.id()).isEmpty();
                    assertThat(event.json().path("id").asText()).isEqualTo(id);
                    assertThat(event.json().has("gates")).isTrue();
                    held |= event.json().path("state").asText().equals("held");
                }
            }
            assertThat(lines).isEqualTo(journal(id).subList(0, lines.size()));
        }
    }

    @Test
    void whoever_names_no_place_hears_what_is_and_what_comes() {
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute()));
        long version = SERVICE.awaitBaking(id).path("version").asLong();
        try (Heard heard = Heard.from(SERVICE, ofPlan(id))) {
            Event first = heard.next();
            assertThat(first.type()).isEqualTo("look");
            assertThat(first.json().path("version").asLong()).isGreaterThanOrEqualTo(version);
            assertThat(Long.parseLong(heard.lastId())).isGreaterThanOrEqualTo(version);
            String place = heard.lastId();
            move(id, "pause");
            assertThat(heard.next(event -> event.is("journal")).id())
                    .contains(String.valueOf(Long.parseLong(place) + 1));
        }
    }

    @Test
    void the_stream_of_all_plans_tells_the_lines_of_each_and_how_they_look() {
        try (Heard heard = Heard.from(SERVICE, ALL)) {
            String id = SERVICE.submit(PlanText.of(SERVICE.newRoute()));
            Event first =
                    heard.next(event -> event.is("journal") && event.data().contains(id));
            ObjectNode line = (ObjectNode) first.json();
            assertThat(line.remove("plan").asText()).isEqualTo(id);
            assertThat(line.remove("name").asText()).isEqualTo("move");
            assertThat(line).isEqualTo(journal(id).getFirst());

            Event shown = heard.next(event -> event.is("plans")
                    && event.json().path("changed").findValuesAsText("id").contains(id)
                    && event.data().contains("\"baking\""));
            assertThat(shown.id()).isEmpty();
        }
    }

    /** Plans are paused and resumed while somebody listens who loses the connection again and again. */
    @Test
    void whoever_comes_again_hears_each_line_once_and_in_its_order() throws Exception {
        Random random = new Random(7);
        List<String> ids = IntStream.range(0, 4)
                .mapToObj(_ -> SERVICE.submit(PlanText.of(SERVICE.newRoute())))
                .toList();
        ids.forEach(SERVICE::awaitBaking);
        String place;
        try (Heard heard = Heard.from(SERVICE, ALL)) {
            heard.next(event -> event.is("plans"));
            place = heard.lastId();
        }
        Thread moves = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 10; i++) {
                ids.forEach(id -> move(id, "pause"));
                ids.forEach(id -> move(id, "resume"));
            }
            ids.forEach(id -> move(id, "cancel"));
        });
        List<Long> numbers = new ArrayList<>();
        List<String> told = new ArrayList<>();
        int ended = 0;
        while (ended < ids.size()) {
            try (Heard heard = Heard.from(SERVICE, ALL, place)) {
                for (int left = random.nextInt(1, 12); left > 0 && ended < ids.size(); left--) {
                    Event event = heard.next(one -> !one.is("plans"));
                    assertThat(event.type()).isEqualTo("journal");
                    numbers.add(Long.parseLong(event.id().orElseThrow()));
                    String plan = event.json().path("plan").asText();
                    if (ids.contains(plan)) {
                        told.add(plan + " " + event.json().path("seq").asLong());
                        ended += event.json().path("type").asText().equals("cancel-asked") ? 1 : 0;
                    }
                }
                place = heard.lastId();
            }
        }
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
        assertThat(numbers.getLast() - numbers.getFirst())
                .as("nothing is left out")
                .isEqualTo(numbers.size() - 1);
        for (String id : ids) {
            List<String> own = told.stream().filter(line -> line.startsWith(id)).toList();
            long first = Long.parseLong(own.getFirst().substring(id.length() + 1));
            List<String> expected = journal(id).stream()
                    .map(line -> line.path("seq").asLong())
                    .filter(seq -> seq >= first)
                    .map(seq -> id + " " + seq)
                    .toList();
            assertThat(expected).startsWith(own.toArray(String[]::new));
            assertThat(own).hasSizeGreaterThan(20);
        }
        assertThat(moves.join(Duration.ofSeconds(20))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "999999999", "1e3", "0x1", "99999999999999999999", "1 2", "1,2"})
    void row_68_a_place_that_never_was_is_told_to_load_everything_anew_and_hears_what_comes(String forged) {
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute()));
        for (String path : List.of(ALL, ofPlan(id))) {
            try (Heard heard = Heard.from(SERVICE, path, forged)) {
                Event reset = heard.next();
                assertThat(reset.type()).isEqualTo("reset");
                assertThat(reset.id()).isPresent();
                assertThat(reset.data()).isEqualTo("{}");
                SERVICE.awaitBaking(id);
                move(id, "pause");
                assertThat(Long.parseLong(
                                heard.next(event -> event.is("journal")).id().orElseThrow()))
                        .isGreaterThan(Long.parseLong(reset.id().orElseThrow()));
                move(id, "resume");
            }
        }
    }

    @Test
    void browsers_that_load_a_page_again_name_their_place_in_the_query() {
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute()));
        try (Heard heard = Heard.from(SERVICE, ofPlan(id) + "?lastEventId=0")) {
            assertThat(heard.next().id()).contains("1");
        }
        try (Heard heard = Heard.from(SERVICE, ofPlan(id) + "?lastEventId=0", "1")) {
            assertThat(heard.next(event -> event.is("journal")).id()).contains("2");
        }
    }

    @Test
    void what_is_quiet_is_kept_open_by_comments() {
        String id = SERVICE.submit(PlanText.of(SERVICE.newRoute()));
        SERVICE.awaitBaking(id);
        move(id, "cancel");
        SERVICE.await(id, "cancelled");
        try (Heard heard = Heard.from(SERVICE, ofPlan(id))) {
            heard.next(event -> event.data().contains("\"cancelled\""));
            heard.awaitComment();
        }
    }

    @Test
    void there_is_no_stream_of_a_plan_that_is_not_there() {
        SERVICE.get(ofPlan("pl_00000000000000000000000000")).isProblem(404);
        SERVICE.get(ofPlan("nothing")).isProblem(404);
        SERVICE.get(ALL + "?after=3").isProblem(400);
    }

    @Test
    void whoever_asks_for_the_head_alone_gets_it() {
        Reply head = SERVICE.method("HEAD", ALL, "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
        assertThat(SERVICE.method("HEAD", ofPlan("nothing"), "").status()).isEqualTo(404);
    }
}
