package io.sluice.app.rest;

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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is promised of plans and calls, said once more and much shorter: no clouds, no time, and nothing ever fails. */
final class PlansModel {
    /** Names no plan. */
    static final int NONE = 1000;

    private static final int VOTES = 2;

    /** What a call is answered, and the plan that the answer shows. */
    record Answer(int status, Optional<Modelled> plan) {
        Answer(int status) {
            this(status, Optional.empty());
        }
    }

    private record Key(Person by, int number) {}

    private record Used(Submit call, Modelled plan) {}

    /** One plan. */
    static final class Modelled {
        final int route;
        final Shape shape;
        /** Of moves that were made and change something, the lines of the journal. */
        final List<String> lines = new ArrayList<>();

        private final Person submitter;
        /** {@code scheduled}, {@code under way}, {@code going back}, {@code completed} or {@code cancelled}. */
        private String at;

        private int step;
        private boolean promoted;
        /** What holds it, each over those before. */
        private final List<String> holds = new ArrayList<>();

        private final Set<Person> yes = EnumSet.noneOf(Person.class);
        private boolean rejected;
        /** Whether the weights that people were asked about have been put back meanwhile. */
        private boolean askAgain;
        /** How often people have been asked. */
        private int asks;

        private Optional<Modelled> revert = Optional.empty();

        private Modelled(int route, Shape shape, Person submitter, String at) {
            this.route = route;
            this.shape = shape;
            this.submitter = submitter;
            this.at = at;
        }

        boolean isOver() {
            return at.equals("completed") || at.equals("cancelled");
        }

        /** It ends by itself, and the route is free then. */
        boolean isGoingBack() {
            return at.equals("going back");
        }

        boolean canBeHeld() {
            return at.equals("scheduled") || at.equals("under way");
        }

        /** Whether a stranger's weights are found at once. */
        boolean canDrift() {
            return at.equals("under way") && !holds.contains("drift");
        }

        /** What the service may show of it: how far it is back, only the clock knows. */
        Set<String> states() {
            if (!holds.isEmpty()) {
                return Set.of("held by " + holds.getLast() + " at " + step);
            }
            return switch (at) {
                case "scheduled" -> Set.of("scheduled");
                case "under way" -> Set.of("baking at " + step);
                case "going back" -> Set.of("reverting", "reverted");
                default -> Set.of(at);
            };
        }

        /** Whether it may be listed under a state. */
        boolean isIn(String state) {
            return states().stream().anyMatch(shown -> (shown + " ").startsWith(state + " "));
        }

        boolean waitsForApproval() {
            return top().equals("approval");
        }

        int asks() {
            return asks;
        }

        private String top() {
            return holds.isEmpty() ? "" : holds.getLast();
        }

        private void end(String how) {
            at = how;
            holds.clear();
        }

        /** What the engine does of itself until somebody must say something. */
        private void settle() {
            while (at.equals("under way") && !holds.contains("drift")) {
                if (holds.contains("approval") && rejected) {
                    end("going back");
                } else if (top().equals("approval") && askAgain) {
                    yes.clear();
                    askAgain = false;
                    asks++;
                } else if (top().equals("approval") && yes.size() >= VOTES) {
                    holds.removeLast();
                    yes.clear();
                } else if (!holds.isEmpty()
                        || (step > 0 && shape.steps().get(step - 1).equals("bake") && !promoted)) {
                    return;
                } else {
                    goOn();
                }
            }
        }

        private void goOn() {
            promoted = false;
            if (step == shape.steps().size()) {
                end("completed");
                return;
            }
            String next = shape.steps().get(step++);
            if (next.equals("approval") || next.equals("pause")) {
                holds.add(next);
            }
            if (next.equals("approval")) {
                asks++;
            }
        }

        private int did(String line) {
            lines.add(line);
            settle();
            return 200;
        }

        private int pause() {
            if (!canBeHeld()) {
                return 409;
            }
            if (holds.contains("pause")) {
                return 200;
            }
            holds.add("pause");
            return did("pause-asked");
        }

        private int resume(Optional<Move> choice) {
            if (at.equals("under way") && holds.isEmpty()) {
                return 200;
            }
            String ends = choice.isPresent() ? "drift" : "pause";
            if (!canBeHeld() || !top().equals(ends)) {
                return 409;
            }
            holds.removeLast();
            askAgain |= choice.equals(Optional.of(Move.REASSERT)) && holds.contains("approval");
            return did("resume-asked");
        }

        private int promote() {
            if (top().equals("pause")) {
                holds.removeLast();
            } else if (at.equals("under way") && holds.isEmpty()) {
                promoted = true;
            } else {
                return 409;
            }
            return did("promote-asked");
        }

        private int cancel() {
            if (!canBeHeld()) {
                return at.equals("cancelled") ? 200 : 409;
            }
            end("cancelled");
            return did("cancel-asked");
        }

        private int vote(Person by, Optional<Evidence> seen) {
            if (!holds.contains("approval")) {
                return 409;
            }
            if (by == submitter || !by.isLead()) {
                return 403;
            }
            if (rejected) {
                return 409;
            }
            if (seen.isPresent() && yes.contains(by)) {
                return 200;
            }
            if (seen.isPresent() && seen.get() != Evidence.WHAT_IS_SHOWN) {
                return 409;
            }
            if (seen.isEmpty()) {
                rejected = true;
                return did("approval-rejected");
            }
            yes.add(by);
            return did("approval-given");
        }
    }

    final List<Modelled> plans = new ArrayList<>();
    private final Map<Key, Used> keys = new HashMap<>();

    /** Who has a route, if anybody does who does not give it back of itself. */
    Optional<Modelled> owner(int route) {
        return plans.stream()
                .filter(plan -> plan.route == route && plan.canBeHeld())
                .findFirst();
    }

    /** The plan that a call is about, if it is about one that there is. */
    Optional<Modelled> plan(int back) {
        return back < NONE && !plans.isEmpty()
                ? Optional.of(plans.get(plans.size() - 1 - back % plans.size()))
                : Optional.empty();
    }

    Answer answer(Call call) {
        if (call.by() == Person.NOBODY && !(call instanceof Stranger)) {
            return new Answer(401);
        }
        return switch (call) {
            case Submit submit -> submit(submit);
            case Ask(Person by, Move move, int back) ->
                plan(back).map(plan -> move(plan, move, by)).orElseGet(() -> new Answer(404));
            case Approve(Person by, Evidence seen, int back) ->
                plan(back)
                        .map(plan -> of(plan, seen == Evidence.NONE ? 422 : plan.vote(by, Optional.of(seen))))
                        .orElseGet(() -> new Answer(404));
            case Get(Person _, int back) ->
                plan(back).map(plan -> of(plan, 200)).orElseGet(() -> new Answer(404));
            case ListBy _ -> new Answer(200);
            case Stranger(Person _, int back) -> {
                plan(back).filter(Modelled::canDrift).ifPresent(plan -> plan.holds.add("drift"));
                yield new Answer(0, plan(back));
            }
        };
    }

    private static Answer of(Modelled plan, int status) {
        return new Answer(status, Optional.of(plan));
    }

    private Answer submit(Submit call) {
        if (call.shape() == Shape.UNSOUND) {
            return new Answer(422);
        }
        Optional<Used> earlier = Optional.ofNullable(keys.get(new Key(call.by(), call.key())));
        if (earlier.isPresent()) {
            return earlier.get().call().equals(call) ? of(earlier.get().plan(), 201) : new Answer(422);
        }
        if (owner(call.route()).isPresent()) {
            return of(owner(call.route()).get(), 409);
        }
        Modelled plan = new Modelled(
                call.route(), call.shape(), call.by(), call.shape() == Shape.LATER ? "scheduled" : "under way");
        plan.settle();
        plans.add(plan);
        if (call.key() > 0) {
            keys.put(new Key(call.by(), call.key()), new Used(call, plan));
        }
        return of(plan, 201);
    }

    private Answer move(Modelled plan, Move move, Person by) {
        return switch (move) {
            case PAUSE -> of(plan, plan.pause());
            case RESUME -> of(plan, plan.resume(Optional.empty()));
            case REASSERT, ADOPT -> of(plan, plan.resume(Optional.of(move)));
            case PROMOTE -> of(plan, plan.promote());
            case CANCEL -> of(plan, plan.cancel());
            case REJECT -> of(plan, plan.vote(by, Optional.empty()));
            case REVERT -> revert(plan, by);
        };
    }

    /** Always: a plan that is over is put back by another, unless somebody else has the route by now. */
    private Answer revert(Modelled plan, Person by) {
        if (!plan.isOver()) {
            plan.end("going back");
            return of(plan, 200);
        }
        if (plan.revert.isPresent() || plan.step == 0) {
            return of(plan.revert.orElse(plan), 200);
        }
        if (owner(plan.route).isPresent()) {
            return of(owner(plan.route).get(), 409);
        }
        Modelled back = new Modelled(plan.route, plan.shape, by, "going back");
        plan.revert = Optional.of(back);
        plans.add(back);
        return of(back, 200);
    }
}
