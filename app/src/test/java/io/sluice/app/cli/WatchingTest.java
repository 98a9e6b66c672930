package io.sluice.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.app.cli.TestShell.End;
import io.sluice.app.cli.Watching.Patience;
import io.sluice.app.screen.Paper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans are watched by what a stream says, and by asking where there is none; against a service that a test writes beforehand. */
class WatchingTest {
    private static final String ID = "pl_01M8525BKCWWWSB60CEXK50NVS";

    /** Whoever waits for an answer to a question waits for an hour. */
    private static final Patience HEARD_ONLY =
            new Patience(Duration.ofHours(1), Duration.ofHours(1), Duration.ofMillis(1), Duration.ofHours(1));

    @TempDir
    private Path home;

    private HttpServer server;
    private final Deque<String> pages = new ArrayDeque<>();
    private final Deque<String> lists = new ConcurrentLinkedDeque<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Queue<String> comingAgain = new ConcurrentLinkedQueue<>();
    private final CountDownLatch watched = new CountDownLatch(1);
    private final Deque<String> streams = new ConcurrentLinkedDeque<>();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        watched.countDown();
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().endsWith("/events")) {
            events(exchange);
            return;
        }
        if (exchange.getRequestURI().getPath().endsWith("/plans")) {
            answer(exchange, 200, lists.size() > 1 ? lists.remove() : lists.element());
            return;
        }
        asked.incrementAndGet();
        String page;
        synchronized (pages) {
            page = pages.size() > 1 ? pages.remove() : pages.element();
        }
        answer(exchange, page.startsWith("{\"title\"") ? 503 : 200, page);
    }

    private void events(HttpExchange exchange) throws IOException {
        if (streams.isEmpty()) {
            answer(exchange, 501, "{\"title\": \"not here\"}");
            return;
        }
        comingAgain.add(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Last-Event-ID"))
                .orElse("nothing"));
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        boolean last = streams.size() == 1;
        exchange.getResponseBody().write((last ? streams.element() : streams.remove()).getBytes(UTF_8));
        exchange.getResponseBody().flush();
        if (!last) {
            exchange.close(); // the service ends
            return;
        }
        try {
            watched.await(); // a stream stays open
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void tell(String... plans) {
        pages.addAll(Arrays.asList(plans));
    }

    private static String plan(String state, int green) {
        return """
                {"id": "%s", "name": "move", "state": "%s", "heldBy": null, "reason": "%s by itself",
                 "routes": [{"name": "edge", "baseline": {"blue": 100, "green": 0}, "desired": {"blue": %d, "green": %d},
                             "observed": {"blue": %d, "green": %d}}], "gates": []}
                """.formatted(ID, state, state, 100 - green, green, 100 - green, green)
                .replace("\n", " ");
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private Map<String, String> environment() {
        return Map.of("SLUICE_SERVER", url());
    }

    private CommandFailed.Exit watch(TestShell shell, Patience patience) throws Exception {
        Common common = new Common();
        try (ServiceClient service = ServiceClient.open(shell, common)) {
            return new Watching(service, PlanView.of(shell, common), patience).untilEnded(List.of(ID));
        }
    }

    @Test
    void whereThereIsNoStreamThePlanIsAskedForUntilItsEnd() {
        tell(plan("baking", 10), plan("baking", 10), plan("completed", 100));

        End end = TestShell.pipe(home, environment()).run("watch", ID);

        assertThat(end.code()).as("%s", end).isZero();
        assertThat(end.out().lines().map(line -> line.substring(10)))
                .as("a line for each change")
                .containsExactly(
                        "move ░░░░░░░░░░░░░░░░░░██ blue  90%  green  10%  baking: baking by itself",
                        "move ████████████████████ blue   0%  green 100%  completed: completed by itself");
    }

    @Test
    void whatAStreamSaysIsShownWithoutAsking() throws Exception {
        tell(plan("shifting", 0));
        streams.add(": here\n\nevent: look\ndata: %s\n\nevent: look\ndata: %s\n\n"
                .formatted(plan("baking", 10), plan("reverted", 0)));

        // Without the stream it would be asked for a second time in an hour.
        CommandFailed.Exit exit = watch(TestShell.pipe(home, environment()), HEARD_ONLY);

        assertThat(exit).isEqualTo(CommandFailed.Exit.REVERTED);
        assertThat(asked).hasValue(1);
    }

    @Test
    void aLineOfTheJournalIsAReasonToAsk() throws Exception {
        tell(plan("shifting", 0), plan("cancelled", 0));
        streams.add("id: 3\nevent: journal\ndata: {\"seq\": 3}\n\n");

        CommandFailed.Exit exit = watch(TestShell.pipe(home, environment()), HEARD_ONLY);

        assertThat(exit).isEqualTo(CommandFailed.Exit.CANCELLED);
        assertThat(asked).hasValue(2);
    }

    @Test
    void aStreamThatBreaksIsHeardFromWhereItWas() throws Exception {
        tell(plan("shifting", 0));
        streams.add("event: look\ndata: %s\n\nid: 3\nevent: journal\ndata: {\"seq\": 3}\n\n"
                .formatted(plan("shifting", 0)));
        streams.add("event: look\ndata: %s\n\n".formatted(plan("baking", 10)));
        streams.add("event: look\ndata: %s\n\n".formatted(plan("completed", 100)));

        assertThat(watch(TestShell.pipe(home, environment()), HEARD_ONLY)).isEqualTo(CommandFailed.Exit.DONE);

        assertThat(comingAgain).as("the look has no number").containsExactly("nothing", "3", "3");
    }

    @Test
    void aTerminalIsDrawnInPlaceAndHasItsCursorBack() {
        tell(plan("baking", 10), plan("completed", 100));

        TestShell shell = TestShell.terminal(home, environment(), "yes");
        End end = shell.run("watch", ID);

        assertThat(end.code()).isZero();
        Paper paper = Paper.of(end.out());
        assertThat(paper.lines()).hasSize(2).first().asString().startsWith("move ████████ blue   0% green 100%");
        assertThat(paper.cursorShown()).isTrue();
    }

    @Test
    void programsGetALineOfJsonForEachChange() throws Exception {
        tell(plan("baking", 10), plan("baking", 10), plan("completed", 100));

        End end = TestShell.pipe(home, environment()).run("watch", ID, "--output", "json");

        assertThat(end.out().lines()).hasSize(2);
        assertThat(Answer.JSON
                        .readTree(end.out().lines().toList().getLast())
                        .path("state")
                        .asText())
                .isEqualTo("completed");
    }

    @Test
    void aSilenceIsSaidAndEndsOnceItIsOver() {
        tell(
                plan("baking", 10),
                "{\"title\": \"no\", \"detail\": \"the store does not answer\"}",
                plan("completed", 100));

        End end = TestShell.pipe(home, environment()).run("watch", ID);

        assertThat(end.code()).isZero();
        assertThat(end.out())
                .contains("no answer from " + url() + ": the store does not answer; what is shown is old, asking on")
                .contains(url() + " answers again");
    }

    @Test
    void aSilenceThatDoesNotEndEndsTheWatching() throws Exception {
        tell(plan("baking", 10), "{\"title\": \"no\", \"detail\": \"the store does not answer\"}");
        TestShell shell = TestShell.pipe(home, environment());

        assertThatExceptionOfType(CommandFailed.class)
                .isThrownBy(() -> watch(
                        shell,
                        new Patience(
                                Duration.ofMillis(1),
                                Duration.ofMillis(1),
                                Duration.ofMillis(1),
                                Duration.ofMillis(20))))
                .satisfies(failure -> assertThat(failure.exit()).isEqualTo(CommandFailed.Exit.NOT_REACHABLE));
        assertThat(shell.printed()).as("said once").containsOnlyOnce("asking on");
    }

    @Test
    void whoNeverSawAnythingIsNotKeptWaiting() {
        tell("{\"title\": \"no\", \"detail\": \"the store does not answer\"}");

        End end = TestShell.pipe(home, environment()).run("watch", ID);

        assertThat(end.code()).isEqualTo(3);
        assertThat(end.err()).isEqualTo("no answer from " + url() + ": the store does not answer\n");
    }

    @Test
    void ofManyPlansListsAreAskedFor() throws Exception {
        List<String> ids = IntStream.range(10, 10 + 40)
                .mapToObj(number -> ID.substring(0, ID.length() - 2) + number)
                .toList();
        lists.add("{\"plans\": [%s], \"next\": null}"
                .formatted(ids.stream()
                        .map(id -> plan("baking", 10).replace(ID, id))
                        .collect(Collectors.joining(","))));
        lists.add("{\"plans\": [], \"next\": null}");
        tell(plan("completed", 100));

        TestShell shell = TestShell.pipe(home, environment());
        Common common = new Common();
        CommandFailed.Exit exit;
        try (ServiceClient service = ServiceClient.open(shell, common)) {
            exit = new Watching(
                            service,
                            PlanView.of(shell, common),
                            new Patience(
                                    Duration.ofMillis(1),
                                    Duration.ofMillis(1),
                                    Duration.ofMillis(1),
                                    Duration.ofHours(1)))
                    .untilEnded(ids);
        }

        assertThat(exit).isEqualTo(CommandFailed.Exit.DONE);
        assertThat(asked).as("once, after its end").hasValue(ids.size());
        assertThat(shell.printed().lines().filter(line -> line.contains("baking")))
                .hasSize(ids.size());
    }

    @Test
    void whoIsNotReadAnyMoreEnds() {
        tell(plan("baking", 10));
        TestShell shell = TestShell.pipe(home, environment());
        PrintStream broken = new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int octet) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                },
                true,
                UTF_8);

        assertThatExceptionOfType(CommandFailed.class)
                .isThrownBy(() -> {
                    try (ServiceClient service = ServiceClient.open(shell, new Common())) {
                        new Watching(service, new PlanView.Lines(broken, shell.err(), new HashMap<>()), Patience.USUAL)
                                .untilEnded(List.of(ID));
                    }
                })
                .withMessage("nobody reads what is printed");
    }
}
