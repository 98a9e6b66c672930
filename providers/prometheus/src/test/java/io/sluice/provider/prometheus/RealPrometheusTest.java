package io.sluice.provider.prometheus;

import static io.sluice.provider.tck.MetricFixture.HIGH;
import static io.sluice.provider.tck.MetricFixture.LOW;
import static io.sluice.provider.tck.MetricFixture.ODD;
import static io.sluice.provider.tck.MetricFixture.SILENT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sluice.outbound.OutboundSettings;
import io.sluice.provider.Source;
import io.sluice.traffic.Metric;
import io.sluice.traffic.MetricQuery;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Side;
import io.sluice.traffic.TimeWindow;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source against a Prometheus as its makers ship it, where one is installed. */
class RealPrometheusTest {
    private static final Pattern LISTENS = Pattern.compile("Listening on.* address=(127\\.0\\.0\\.1:[1-9]\\d*)");
    private static final String READY = "ready to receive web requests";
    private static final int LINES_BEFORE_READY = 100;

    @TempDir
    static Path folder;

    private static final List<AutoCloseable> OPENED = new ArrayList<>();

    private static Source source;

    @BeforeAll
    static void start() throws IOException {
        boolean installed = Stream.of(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator, -1))
                .anyMatch(folder -> new File(folder, "prometheus").canExecute());
        if (!installed) {
            System.out.println("RealPrometheusTest skipped: prometheus is not installed");
        }
        Assumptions.assumeTrue(installed, "prometheus is not installed");
        HttpServer scraped = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        scraped.createContext("/metrics", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(metrics().getBytes(UTF_8));
            }
        });
        scraped.start();
        OPENED.add(() -> scraped.stop(0));
        source = new PrometheusSourceFactory(
                        OutboundSettings.of(
                                "http://" + listen(scraped.getAddress().getPort()),
                                null,
                                null,
                                null,
                                "20s",
                                List.of("loopback")),
                        Duration.ZERO)
                .open("prom");
        OPENED.add(source);
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable one : OPENED.reversed()) {
            one.close();
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private static String metrics() {
        StringBuilder text = new StringBuilder();
        for (Side side : List.of(LOW, HIGH, ODD)) {
            String label =
                    side.name().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
            double figure = side.equals(LOW) ? 12.5 : side.equals(HIGH) ? 250 : 7;
            text.append("figure{side=\"")
                    .append(label)
                    .append("\"} ")
                    .append(figure)
                    .append('\n');
        }
        return text.toString();
    }

    private static String listen(int port) throws IOException {
        Path config = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - {job_name: figures, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                """.formatted(port));
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:0")
                .redirectErrorStream(true)
                .start();
        OPENED.add(() -> end(process));
        BufferedReader output = process.inputReader(UTF_8);
        String address = "";
        for (int i = 0; i < LINES_BEFORE_READY; i++) {
            String line = Optional.ofNullable(output.readLine()).orElse("");
            Matcher listens = LISTENS.matcher(line);
            if (listens.find()) {
                address = listens.group(1);
            }
            if (line.contains(READY)) {
                Thread.ofVirtual().start(() -> drain(output));
                return address;
            }
        }
        throw new IOException("prometheus did not say where it listens");
    }

    /** It would stand still once nobody reads what it says. */
    private static void drain(BufferedReader output) {
        try (output) {
            output.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // It has ended.
        }
    }

    @Test
    void aSeriesIsFoundByANameThatIsEscaped() {
        for (String query :
                List.of("figure{side=\"{{side}}\"}", "figure{side=~'{{side}}'}", "figure{side=~\"({{side}})\"}")) {
            List<Reading> readings = scrapedReadings(query);

            assertThat(readings.subList(0, 3))
                    .as(query)
                    .containsExactly(new Reading.Measured(12.5), new Reading.Measured(250), new Reading.Measured(7));
            assertThat(readings.get(3)).isInstanceOf(Reading.Missing.class);
        }
    }

    @Test
    void sixtyWindowsInARowAreAnsweredEachForItsOwn() {
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusMillis(250);
        List<MetricQuery> sixty = IntStream.rangeClosed(-59, 0)
                .mapToObj(i -> end.plus(Duration.ofMinutes(i)))
                .map(at -> query("vector(time())", LOW, new TimeWindow(at.minusSeconds(60), at)))
                .toList();

        assertThat(source.metrics().read(sixty))
                .containsExactlyElementsOf(sixty.stream()
                        .map(query -> new Reading.Measured(query.window().end().toEpochMilli() / 1000.0))
                        .toList());
    }

    @Test
    void whatHasNoNumberIsMissing() {
        for (String query : List.of(
                "nothing",
                "figure",
                "figure[5m]",
                "\\\"text\\\"",
                "vector(0) / 0",
                "vector(1) / 0",
                "{job=~\\\".*\\\"}",
                "sum(figure",
                "rate(nothing[{{window}}s])")) {
            assertThat(source.metrics().read(List.of(query(query, LOW, now()))))
                    .as(query)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Reading.Missing.class,
                            missing -> assertThat(missing.why()).isNotBlank());
        }
    }

    /** The figures of all sides, once they have been scraped. */
    private static List<Reading> scrapedReadings(String query) {
        Instant giveUp = Instant.now().plusSeconds(30);
        List<Reading> readings;
        do {
            TimeWindow window = now();
            readings = source.metrics()
                    .read(Stream.of(LOW, HIGH, ODD, SILENT)
                            .map(side -> query(query.replace("\"", "\\\""), side, window))
                            .toList());
        } while (readings.getFirst() instanceof Reading.Missing && Instant.now().isBefore(giveUp));
        return readings;
    }

    private static TimeWindow now() {
        Instant end = Instant.now();
        return new TimeWindow(end.minusSeconds(60), end);
    }

    private static MetricQuery query(String query, Side side, TimeWindow window) {
        return new MetricQuery(new Metric("{\"query\":\"" + query + "\"}"), PrometheusFixture.ROUTE, side, window);
    }
}
