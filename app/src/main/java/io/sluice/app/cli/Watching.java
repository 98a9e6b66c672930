package io.sluice.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.app.cli.CommandFailed.Exit;
import io.sluice.app.cli.Hearing.Heard;
import io.sluice.app.screen.ShownPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Shows plans until they have ended: what streams say at once, and what asking says now and then. */
final class Watching {
    /** Each plan that is listened to takes a connection; of more than this the others are asked. */
    private static final int MOST_STREAMS = 16;

    /** More plans than that are asked for by lists. */
    private static final int MOST_AT_ONCE = 16;

    private static final int MOST_UNREAD = 1000;

    private final ServiceClient service;
    private final PlanView view;
    private final Patience patience;
    private final BlockingQueue<Heard> told = new ArrayBlockingQueue<>(MOST_UNREAD);
    private final Map<String, Watched> plans = new LinkedHashMap<>();
    private OptionalLong silentSince = OptionalLong.empty();

    /**
     * How long things may take.
     *
     * @param ask between two questions about a plan of which nothing is heard
     * @param askHeard the same about one whose stream is there: what a stream leaves out is seen all the same
     * @param listenAgain between the end of a stream and the next one
     * @param silence after which a service that does not answer is given up; a database that fails over takes less
     */
    record Patience(Duration ask, Duration askHeard, Duration listenAgain, Duration silence) {
        static final Patience USUAL = new Patience(
                Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofMinutes(2));
    }

    /** What is known of one plan, and when to ask about it again. */
    private static final class Watched {
        private Optional<JsonNode> plan = Optional.empty();
        private long askAt = System.nanoTime();
        private boolean heard;

        private boolean ended() {
            return plan.map(ShownPlan::of).filter(ShownPlan::ended).isPresent();
        }
    }

    Watching(ServiceClient service, PlanView view, Patience patience) {
        this.service = service;
        this.view = view;
        this.patience = patience;
    }

    static Watching of(Shell shell, Common common, ServiceClient service) {
        return new Watching(service, PlanView.of(shell, common), Patience.USUAL);
    }

    /** How they ended: the worst counts. */
    Exit untilEnded(List<String> ids) throws CommandFailed, InterruptedException {
        ids.forEach(id -> plans.put(id, new Watched()));
        List<Thread> listeners = new ArrayList<>();
        try (view) {
            ids.stream()
                    .limit(MOST_STREAMS)
                    .forEach(id -> listeners.add(
                            Thread.startVirtualThread(new Hearing(service, id, patience.listenAgain(), told))));
            while (!plans.values().stream().allMatch(Watched::ended)) {
                ask();
                view.show(known());
                if (view.isAlone()) {
                    throw new CommandFailed(Exit.REFUSED, "nobody reads what is printed");
                }
                if (!plans.values().stream().allMatch(Watched::ended)) {
                    hear();
                }
            }
            view.show(known());
        } finally {
            listeners.forEach(Thread::interrupt);
        }
        return ending();
    }

    private List<JsonNode> known() {
        return plans.values().stream().flatMap(watched -> watched.plan.stream()).toList();
    }

    private Exit ending() {
        Set<String> states =
                known().stream().map(plan -> plan.path("state").asText()).collect(Collectors.toSet());
        return states.contains("reverted") ? Exit.REVERTED : states.contains("cancelled") ? Exit.CANCELLED : Exit.DONE;
    }

    /** About each plan whose time has come. */
    private void ask() throws CommandFailed, InterruptedException {
        List<String> due = plans.entrySet().stream()
                .filter(plan -> !plan.getValue().ended() && plan.getValue().askAt - System.nanoTime() <= 0)
                .map(Map.Entry::getKey)
                .toList();
        if (due.size() > MOST_AT_ONCE) {
            askTogether(due);
        } else {
            askEach(due);
        }
    }

    private void askEach(List<String> due) throws CommandFailed, InterruptedException {
        for (String id : due) {
            Watched watched = Optional.ofNullable(plans.get(id)).orElseThrow();
            Optional<JsonNode> answer = ask(id);
            answer.ifPresent(plan -> watched.plan = Optional.of(plan));
            askLater(watched, answer.isPresent());
        }
    }

    /** A service counts how often somebody asks, so of many plans it is asked by lists; who is in none has ended, or will be. */
    private void askTogether(List<String> due) throws CommandFailed, InterruptedException {
        Map<String, JsonNode> underWay = new HashMap<>();
        long began = System.nanoTime();
        try {
            PlanPages.whole(service, PlanPages.UNDER_WAY)
                    .forEach(
                            Integer.MAX_VALUE,
                            plan -> underWay.put(plan.path("id").asText(), plan));
            answered();
        } catch (CommandFailed e) {
            if (e.exit() != Exit.NOT_REACHABLE && e.exit() != Exit.REFUSED) {
                throw e;
            }
            Optional<JsonNode> _ = unanswered(e);
        }
        // Long lists are not asked for all the time.
        Duration pause = Duration.ofNanos(Math.max(patience.ask.toNanos(), 4 * (System.nanoTime() - began)));
        List<String> others = new ArrayList<>();
        for (String id : due) {
            Watched watched = Optional.ofNullable(plans.get(id)).orElseThrow();
            Optional<JsonNode> plan = Optional.ofNullable(underWay.get(id));
            plan.ifPresentOrElse(found -> watched.plan = Optional.of(found), () -> others.add(id));
            watched.askAt = System.nanoTime() + pause.toNanos();
        }
        if (silentSince.isEmpty()) {
            askEach(others.stream().limit(MOST_AT_ONCE).toList());
        }
    }

    private void askLater(Watched watched, boolean answered) {
        Duration pause = watched.heard && answered ? patience.askHeard : patience.ask;
        watched.askAt = System.nanoTime() + pause.toNanos();
    }

    private Optional<JsonNode> ask(String id) throws CommandFailed, InterruptedException {
        Answer answer;
        try {
            answer = service.get(ServiceClient.plan(id));
        } catch (CommandFailed e) {
            return unanswered(e);
        }
        if (answer.isOfTheMoment()) {
            return unanswered(new CommandFailed(
                    Exit.NOT_REACHABLE,
                    "no answer from %s: %s".formatted(service.place().server(), answer.why())));
        }
        JsonNode plan = answer.json();
        answered();
        return Optional.of(plan);
    }

    private void answered() {
        if (silentSince.isPresent()) {
            view.say(service.place().server() + " answers again");
            silentSince = OptionalLong.empty();
        }
    }

    /** Somebody who watches must see that nothing is seen; who never saw anything is not kept waiting. */
    private Optional<JsonNode> unanswered(CommandFailed why) throws CommandFailed {
        if (known().isEmpty()) {
            throw why;
        }
        long now = System.nanoTime();
        if (silentSince.isEmpty()) {
            silentSince = OptionalLong.of(now);
            view.say(why.lines().replaceAll("\\.$", "") + "; what is shown is old, asking on");
        } else if (now - silentSince.getAsLong() > patience.silence.toNanos()) {
            throw why;
        }
        return Optional.empty();
    }

    /** Waits until something is heard, or somebody is to be asked. */
    private void hear() throws InterruptedException {
        long next = plans.values().stream()
                .filter(watched -> !watched.ended())
                .mapToLong(watched -> watched.askAt - System.nanoTime())
                .min()
                .orElse(0);
        Heard first = told.poll(Math.max(0, next), TimeUnit.NANOSECONDS);
        if (first == null) {
            return;
        }
        List<Heard> all = new ArrayList<>(List.of(first));
        told.drainTo(all);
        all.forEach(this::take);
    }

    private void take(Heard heard) {
        Watched watched = Optional.ofNullable(plans.get(heard.plan())).orElseThrow();
        switch (heard) {
            case Heard.Look(String _, String json) -> {
                watched.heard = true;
                look(watched, json);
            }
            case Heard.Change _ -> {
                watched.heard = true;
                watched.askAt = System.nanoTime();
            }
            case Heard.Silence _ -> {
                watched.heard = false;
                watched.askAt = System.nanoTime();
            }
        }
    }

    private void look(Watched watched, String json) {
        try {
            JsonNode plan = Answer.JSON.readTree(json);
            if (plan.path("state").isTextual()) {
                watched.plan = Optional.of(plan);
                askLater(watched, true);
            }
        } catch (JsonProcessingException e) {
            watched.askAt = System.nanoTime();
        }
    }
}
