package io.sluice.app.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.sluice.outbound.OutletUrl;
import io.sluice.plan.decide.Calendars;
import io.sluice.plan.decide.Calendars.Known;
import io.sluice.provider.Secret;
import io.sluice.traffic.TimeWindow;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalendarFeedsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final String FREEZE = CalendarTextTest.calendar(List.of("DTSTART;VALUE=DATE:20261220"));
    private static final TimeWindow DAY =
            new TimeWindow(Instant.parse("2026-12-20T00:00:00Z"), Instant.parse("2026-12-21T00:00:00Z"));

    @TempDir
    private Path files;

    @Test
    void what_was_read_counts_until_it_is_too_old_and_what_was_not_is_not_known() throws Exception {
        Path file = files.resolve("freeze.ics");
        CalendarFeed feed = file(file).open("freeze");

        assertThat(feed.known(NOW)).isEqualTo(new Known.Unknown("it has not been read yet"));
        feed.read(NOW);
        assertThat(feed.known(NOW)).isEqualTo(new Known.Unknown("the file cannot be read"));

        Files.writeString(file, FREEZE);
        feed.read(NOW);
        assertThat(feed.known(NOW)).isEqualTo(new Known.Busy(List.of(DAY)));

        Files.writeString(file, "half of it");
        feed.read(NOW.plus(Duration.ofHours(1)));
        assertThat(feed.known(NOW.plus(Duration.ofHours(2))))
                .as("what was read before still counts")
                .isEqualTo(new Known.Busy(List.of(DAY)));
        assertThat(feed.known(NOW.plus(Duration.ofHours(2)).plusSeconds(1)))
                .isEqualTo(new Known.Unknown("it was last read at 2026-11-24T08:00:00Z, and since then: it is no whole"
                        + " iCalendar file: its last line is not END:VCALENDAR"));

        Files.writeString(file, FREEZE);
        feed.read(NOW.plus(Duration.ofHours(3)));
        assertThat(feed.known(NOW.plus(Duration.ofHours(3)))).isEqualTo(new Known.Busy(List.of(DAY)));
    }

    @Test
    void a_calendar_is_fetched_from_where_it_is_served_and_from_nowhere_else() throws Exception {
        AtomicReference<Integer> status = new AtomicReference<>(200);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/calendar.ics", exchange -> {
            boolean asked = "key=1".equals(exchange.getRequestURI().getQuery());
            byte[] body = (asked ? FREEZE : "no").getBytes(UTF_8);
            if (status.get() == 302) {
                exchange.getResponseHeaders().add("Location", "http://169.254.169.254/");
            }
            exchange.sendResponseHeaders(status.get(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/calendar.ics?key=1";
            CalendarFeed feed = served(url, List.of("loopback")).open("freeze");
            feed.read(NOW);
            assertThat(feed.known(NOW)).isEqualTo(new Known.Busy(List.of(DAY)));

            Instant later = NOW.plus(Duration.ofDays(2));
            for (int bad : List.of(302, 404, 500)) {
                status.set(bad);
                feed.read(later);
                assertThat(feed.known(later))
                        .isInstanceOfSatisfying(
                                Known.Unknown.class,
                                unknown -> assertThat(unknown.why()).contains("status " + bad));
            }
            assertThatThrownBy(() -> served(url, List.of()).open("freeze"))
                    .as("row 46: nobody allowed it")
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("freeze: url is not called");

            status.set(200);
            Path kept = Files.writeString(files.resolve("url"), "http://127.0.0.1:1/private-7c1e/calendar.ics");
            CalendarFeed secret = settings(
                            null, new OutletUrl.Kept(new Secret.InFile(kept)), "1h", "1d", null, List.of("loopback"))
                    .open("freeze");
            secret.read(NOW);
            assertThat(secret.known(NOW))
                    .as("a path may be a password")
                    .isInstanceOfSatisfying(
                            Known.Unknown.class,
                            unknown -> assertThat(unknown.why())
                                    .contains("no answer from 127.0.0.1:1")
                                    .doesNotContain("private-7c1e"));
            Files.writeString(kept, "ftp://127.0.0.1/private-7c1e");
            secret.read(NOW);
            assertThat(secret.known(NOW)).isEqualTo(new Known.Unknown("the URL must begin with https:// or http://"));
            Files.writeString(kept, url);
            secret.read(NOW);
            assertThat(secret.known(NOW)).isEqualTo(new Known.Busy(List.of(DAY)));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void all_are_read_when_the_service_starts() throws Exception {
        Path file = files.resolve("freeze.ics");
        Files.writeString(file, FREEZE);
        CalendarFeeds feeds = new CalendarFeeds(Map.of("freeze", file(file)), () -> NOW);
        assertThat(feeds.names()).containsExactly("freeze");
        feeds.start();
        try {
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (feeds.known(Set.of("freeze"), NOW).byName().get("freeze") instanceof Known.Unknown
                    && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(feeds.known(Set.of("freeze", "gone"), NOW))
                    .isEqualTo(new Calendars(Map.of(
                            "freeze", new Known.Busy(List.of(DAY)),
                            "gone", new Known.Unknown("config.yml does not name it any more"))));
        } finally {
            feeds.stop();
        }
    }

    @Test
    void whatever_is_thrown_it_is_read_again() throws Exception {
        Path file = Files.writeString(files.resolve("freeze.ics"), FREEZE);
        AtomicInteger calls = new AtomicInteger();
        CalendarFeeds feeds = new CalendarFeeds(Map.of(), () -> {
            if (calls.incrementAndGet() == 1) {
                throw new StackOverflowError("just once");
            }
            return NOW;
        });
        CalendarFeed feed = file(file).open("freeze");
        feeds.read(feed);
        assertThat(feed.known(NOW)).isInstanceOf(Known.Unknown.class);
        feeds.read(feed);
        assertThat(feed.known(NOW)).isEqualTo(new Known.Busy(List.of(DAY)));
    }

    @Test
    void settings_that_say_too_little_or_too_much_are_refused_by_name() {
        assertThatThrownBy(() -> settings(null, null, null, null, null, null).open("freeze"))
                .hasMessage("calendars: freeze has a file or a url, one of both");
        OutletUrl other = new OutletUrl.Written("https://x.example");
        assertThatThrownBy(() -> settings(files, other, null, null, null, null).open("freeze"))
                .hasMessage("calendars: freeze has a file or a url, one of both");
        assertThatThrownBy(() -> settings(files, null, "1s", null, null, null).open("freeze"))
                .hasMessageContaining("a refresh of at least 10s");
        assertThatThrownBy(() -> settings(files, null, "2h", "1h", null, null).open("freeze"))
                .hasMessageContaining("a maxAge not below it");
        assertThatThrownBy(() ->
                        settings(files, null, null, null, "Mars/Olympus", null).open("freeze"))
                .hasMessageContaining("timeZone is a region such as Europe/Berlin, not Mars/Olympus");
        assertThatThrownBy(() -> served("file:///etc/passwd", List.of()).open("freeze"))
                .hasMessageContaining("must begin with https://");
    }

    private static CalendarSettings file(Path file) {
        return settings(file, null, "1m", "2h", null, null);
    }

    private static CalendarSettings served(String url, List<String> allow) {
        return settings(null, new OutletUrl.Written(url), "1h", "1d", null, allow);
    }

    private static CalendarSettings settings(
            @Nullable Path file,
            @Nullable OutletUrl url,
            @Nullable String refresh,
            @Nullable String maxAge,
            @Nullable String zone,
            @Nullable List<String> allow) {
        return new CalendarSettings(file, url, refresh, maxAge, zone, null, null, null, null, allow);
    }
}
