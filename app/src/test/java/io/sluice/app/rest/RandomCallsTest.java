package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.app.rest.Call.Approve;
import io.sluice.app.rest.Call.Ask;
import io.sluice.app.rest.Call.Evidence;
import io.sluice.app.rest.Call.Get;
import io.sluice.app.rest.Call.ListBy;
import io.sluice.app.rest.Call.Move;
import io.sluice.app.rest.Call.Person;
import io.sluice.app.rest.Call.Shape;
import io.sluice.app.rest.Call.Stranger;
import io.sluice.app.rest.Call.Submit;
import io.sluice.app.rest.PlansModel.Answer;
import io.sluice.app.rest.PlansModel.Modelled;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Random sequences of calls to the service and to a model of it: the two must agree on every answer, on where every plan stands after
 * it, and at the end on which moves stand in the journals. {@code -Dsluice.model.tries=N} tries more sequences.
 */
class RandomCallsTest {
    private static final Service SERVICE = Service.with("""
            access:
              tokens:
                - {name: ann, roles: [admin], sha256: ee8dae49b99a4f8203b217d8274209533399ef04a3643e4a15ddcd8a516b2015, groups: [leads]}
                - {name: bob, roles: [admin], sha256: 9f03ef1533a68d2f506f81ef463c1183a82a6bd40e45613f36e6fe1889cf1b99, groups: [leads]}
                - {name: carl, roles: [admin], sha256: 48017cc859471c3603bce45745b96981ff3f7ce2f5f6356ff6bc3c6a44daa26b, groups: [leads]}
                - {name: eve, roles: [admin], sha256: 9bb1d11a48848bb9729b660525e7a72bbe1167644b65c5e69302b02e37d0869a}
              rate: {perSecond: 10000, burst: 10000}   # nobody in the model is ever too quick
            """);

    private static final int ROUTES = 2;
    private static final int MOST_CALLS = 20;
    private static final String NO_PLAN = "pl_00000000000000000000000000";
    private static final Set<String> VOTES = Set.of("approval-given", "approval-rejected");

    private static int sequences;
    private static final Map<Integer, Integer> CALLS = new TreeMap<>();

    @BeforeContainer
    static void start() throws Exception {
        SERVICE.start();
    }

    @AfterContainer
    static void stop() throws Exception {
        System.out.printf(
                "model and service agreed on %d sequences; calls by what they were answered: %s%n", sequences, CALLS);
        SERVICE.stop();
    }

    /** Where the model and the service are in one sequence. */
    private static final class Run {
        private final PlansModel model = new PlansModel();
        private final Map<Modelled, String> ids = new HashMap<>();
        private final List<String> routes =
                IntStream.range(0, ROUTES).mapToObj(_ -> SERVICE.newRoute()).toList();
        private final String label = "run-" + Service.random(6);
        private final String tomorrow = Instant.now()
                .plus(Duration.ofDays(1))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        private int strangers;

        void make(Call call) {
            switch (call) {
                case Submit submit -> awaitFree(submit.route());
                case Ask(Person _, Move move, int back)
                when move == Move.REVERT -> model.plan(back).ifPresent(plan -> awaitFree(plan.route));
                case Stranger(Person _, int back) ->
                    model.plan(back).filter(Modelled::canDrift).ifPresent(this::drift);
                default -> {}
            }
            String id = id(call); // before the model knows of plans that the call makes
            Answer expected = model.answer(call);
            if (call instanceof Stranger) {
                expected.plan().ifPresent(this::check);
                return;
            }
            Reply reply = Await.until(() -> send(call, id), answer -> answer.status() != 503); // the cloud may be late
            assertThat(reply.status()).as("%s: %s", call, reply).isEqualTo(expected.status());
            CALLS.merge(expected.status(), 1, Integer::sum);
            if (expected.status() >= 400) {
                reply.isProblem(expected.status());
            } else {
                expected.plan().ifPresent(plan -> {
                    String answered = reply.json().path("id").asText();
                    assertThat(answered).as("%s: %s", call, reply).isEqualTo(ids.computeIfAbsent(plan, _ -> answered));
                });
            }
            if (call instanceof ListBy(Person _, String state) && expected.status() == 200) {
                checkList(reply, state);
            }
            expected.plan().ifPresent(this::check);
            if (call instanceof Ask ask && ask.move() == Move.REASSERT && expected.status() == 200) {
                expected.plan().filter(Modelled::canBeHeld).ifPresent(this::awaitReasserted);
            }
        }

        /** What a stranger sets while the plan's own weights are on their way would be overwritten, and not found. */
        private void awaitReasserted(Modelled plan) {
            Map<String, Integer> theirs = theirs(routes.get(plan.route));
            Await.until(
                    () -> SERVICE.cloud().state(routes.get(plan.route)).natives(), natives -> !natives.equals(theirs));
        }

        /** A plan that goes back gives its route away at the end, and only the clock knows when that is. */
        private void awaitFree(int route) {
            model.plans.stream()
                    .filter(plan -> plan.route == route && plan.isGoingBack())
                    .forEach(plan -> Await.until(() -> shown(plan), "reverted"::equals));
            if (model.owner(route).isEmpty()) {
                String name = routes.get(route);
                SERVICE.cloud().strangerSets(name, Map.of(name + "-blue", 100, name + "-green", 0));
            }
        }

        private void drift(Modelled plan) {
            strangers++;
            String name = routes.get(plan.route);
            SERVICE.cloud().strangerSets(name, theirs(name));
        }

        /** What the last stranger set, who sets something that nobody has set before. */
        private Map<String, Integer> theirs(String route) {
            return Map.of(route + "-blue", 50 - strangers, route + "-green", 50 + strangers);
        }

        private String id(Call call) {
            int back = switch (call) {
                case Ask ask -> ask.plan();
                case Approve approve -> approve.plan();
                case Get get -> get.plan();
                case Submit _, ListBy _, Stranger _ -> PlansModel.NONE;
            };
            return model.plan(back).map(ids::get).orElse(NO_PLAN);
        }

        private Reply send(Call call, String id) {
            return switch (call) {
                case Submit submit -> {
                    String[] key = submit.key() == 0
                            ? new String[] {}
                            : new String[] {"Idempotency-Key", label + "-" + submit.key()};
                    yield post(submit.by(), "", text(submit), key);
                }
                case Ask ask -> ask(ask, "/" + id);
                case Approve(Person by, Evidence seen, int _) -> post(by, "/" + id + "/approve", evidence(id, seen));
                case Get get -> get(get.by(), "/" + id);
                case ListBy(Person by, String state) -> get(by, "?limit=200&label=run=" + label + "&state=" + state);
                case Stranger _ -> throw new IllegalArgumentException("no call");
            };
        }

        private static Reply ask(Ask ask, String id) {
            Move move = ask.move();
            return switch (move) {
                case REASSERT, ADOPT -> post(ask.by(), id + "/resume", "{\"drift\": \"%s\"}".formatted(word(move)));
                case REVERT -> post(ask.by(), id + "/revert?wait=25s", "");
                case PAUSE, RESUME, PROMOTE, CANCEL, REJECT -> post(ask.by(), id + "/" + word(move), "");
            };
        }

        private String text(Submit submit) {
            PlanText text = PlanText.of(routes.get(submit.route()))
                    .with("/steps", submit.shape().json)
                    .with("/labels", "{\"run\": \"%s\"}".formatted(label));
            return (submit.shape() == Shape.LATER
                            ? text.with("/schedule", "{\"startAt\": \"%s\"}".formatted(tomorrow))
                            : text)
                    .toString();
        }

        private static String evidence(String id, Evidence seen) {
            if (seen == Evidence.NONE) {
                return "{}";
            }
            ObjectNode evidence =
                    get(Person.EVE, "/" + id).json().path("approval").path("evidence") instanceof ObjectNode shown
                            ? shown
                            : Service.JSON
                                    .createObjectNode()
                                    .put("digest", "sha256:0")
                                    .put("step", 1);
            switch (seen) {
                case ANOTHER_STEP -> evidence.put("step", evidence.path("step").asInt() + 1);
                case ANOTHER_PLAN -> evidence.put("digest", "sha256:1");
                case WHAT_IS_SHOWN, NONE -> {}
            }
            return Service.JSON.createObjectNode().set("evidence", evidence).toString();
        }

        private void check(Modelled plan) {
            if (ids.containsKey(plan)) {
                Await.until(() -> shown(plan), plan.states()::contains);
                if (plan.waitsForApproval()) {
                    // What was shown before may be the old question, whose weights are about to be put back.
                    Await.until(() -> lines(plan, "approval-asked"::equals).size(), asked -> asked == plan.asks());
                }
            }
        }

        private List<String> lines(Modelled plan, Predicate<String> which) {
            Reply journal = get(Person.EVE, "/" + ids.get(plan) + "/journal?limit=200");
            assertThat(journal.status()).as("%s", journal).isEqualTo(200);
            return journal.json().path("events").findValuesAsText("type").stream()
                    .filter(which)
                    .toList();
        }

        private String shown(Modelled plan) {
            JsonNode view = get(Person.EVE, "/" + ids.get(plan)).json();
            String state = view.path("state").asText();
            return switch (state) {
                case "held" ->
                    "held by %s at %d"
                            .formatted(
                                    view.path("heldBy").asText(),
                                    view.path("step").asInt());
                case "baking" -> "baking at " + view.path("step").asInt();
                default -> state;
            };
        }

        private void checkList(Reply reply, String state) {
            List<String> listed = StreamSupport.stream(
                            reply.json().path("plans").spliterator(), false)
                    .map(plan -> plan.path("id").asText())
                    .toList();
            List<String> some = model.plans.stream()
                    .filter(plan -> plan.isIn(state))
                    .map(ids::get)
                    .map(Objects::requireNonNull)
                    .toList();
            assertThat(some).as("%s: %s", state, reply).containsAll(listed);
            if (!state.startsWith("revert")) {
                assertThat(listed).as("%s: %s", state, reply).containsAll(some);
            }
        }

        /** Nothing is left under way, every plan is where it should be, and nothing was done that was refused. */
        void end() {
            for (int back = 0; back < model.plans.size(); back++) {
                if (model.plan(back).filter(Modelled::canBeHeld).isPresent()) {
                    make(new Ask(Person.ANN, Move.CANCEL, back));
                }
            }
            for (Modelled plan : model.plans) {
                check(plan);
                assertThat(lines(plan, Run::isMove)).isEqualTo(plan.lines);
            }
        }

        /** What a person asked for or voted, and not what the service asks of people. */
        private static boolean isMove(String line) {
            return VOTES.contains(line) || (line.endsWith("-asked") && !line.equals("approval-asked"));
        }

        private static Reply get(Person by, String path) {
            return SERVICE.send(SERVICE.request("/api/v1/plans" + path)
                    .setHeader("Authorization", secret(by))
                    .GET());
        }

        private static Reply post(Person by, String path, String body, String... headers) {
            var request = SERVICE.request("/api/v1/plans" + path)
                    .setHeader("Authorization", secret(by))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body));
            return SERVICE.send(headers.length == 0 ? request : request.headers(headers));
        }

        private static String secret(Person by) {
            return "Bearer " + word(by) + "-secret";
        }

        private static String word(Enum<?> name) {
            return name.name().toLowerCase(Locale.ROOT);
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void model_and_service_agree(@ForAll("sequences") List<Call> sequence) {
        Run run = new Run();
        sequence.forEach(run::make);
        run.end();
        sequences++;
    }

    @Provide
    Arbitrary<List<Call>> sequences() {
        Arbitrary<Person> people = Arbitraries.frequency(
                Tuple.of(10, Person.ANN),
                Tuple.of(10, Person.BOB),
                Tuple.of(10, Person.CARL),
                Tuple.of(3, Person.EVE),
                Tuple.of(1, Person.NOBODY));
        Arbitrary<Integer> routes = Arbitraries.integers().between(0, ROUTES - 1);
        Arbitrary<Integer> plans = Arbitraries.frequency(
                Tuple.of(12, 0), Tuple.of(6, 1), Tuple.of(3, 2), Tuple.of(1, 3), Tuple.of(1, PlansModel.NONE));
        Arbitrary<Shape> shapes = Arbitraries.frequency(
                Tuple.of(5, Shape.ASKS),
                Tuple.of(3, Shape.BAKES),
                Tuple.of(2, Shape.PAUSES),
                Tuple.of(1, Shape.LATER),
                Tuple.of(1, Shape.UNSOUND));
        Arbitrary<Evidence> evidence = Arbitraries.frequency(
                Tuple.of(6, Evidence.WHAT_IS_SHOWN),
                Tuple.of(1, Evidence.ANOTHER_STEP),
                Tuple.of(1, Evidence.ANOTHER_PLAN),
                Tuple.of(1, Evidence.NONE));
        Arbitrary<Integer> keys = Arbitraries.frequency(Tuple.of(4, 0), Tuple.of(2, 1), Tuple.of(1, 2));
        Arbitrary<String> states =
                Arbitraries.of("scheduled", "baking", "held", "reverting", "reverted", "completed", "cancelled");
        Arbitrary<Move> moves = Arbitraries.frequency(
                Tuple.of(4, Move.PAUSE),
                Tuple.of(4, Move.RESUME),
                Tuple.of(2, Move.REASSERT),
                Tuple.of(2, Move.ADOPT),
                Tuple.of(4, Move.PROMOTE),
                Tuple.of(1, Move.CANCEL),
                Tuple.of(1, Move.REVERT),
                Tuple.of(1, Move.REJECT));
        Arbitrary<Call> submits =
                Combinators.combine(people, routes, shapes, keys).as(Submit::new);
        Arbitrary<Call> calls = Arbitraries.frequencyOf(
                Tuple.of(4, submits),
                Tuple.of(14, Combinators.combine(people, moves, plans).as(Ask::new)),
                Tuple.of(6, Combinators.combine(people, evidence, plans).as(Approve::new)),
                Tuple.of(1, Combinators.combine(people, plans).as(Get::new)),
                Tuple.of(1, Combinators.combine(people, states).as(ListBy::new)),
                Tuple.of(2, Combinators.combine(people, plans).as(Stranger::new)));
        Arbitrary<List<Call>> first = submits.list().ofMinSize(1).ofMaxSize(2);
        Arbitrary<List<Call>> others =
                calls.list().ofMaxSize(MOST_CALLS - 2).withSizeDistribution(RandomDistribution.uniform());
        return Combinators.combine(first, others)
                .as((some, more) -> Stream.concat(some.stream(), more.stream()).toList());
    }
}
