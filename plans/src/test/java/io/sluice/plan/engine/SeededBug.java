package io.sluice.plan.engine;

import io.sluice.plan.HookAnswer;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.Purpose;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanId;
import io.sluice.plan.Principal;
import io.sluice.plan.RouteLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Known bugs, each put between the engine and a sound store; a walk that does not notice them proves nothing. */
enum SeededBug implements UnaryOperator<PlanStore> {
    /** Calls are made that nobody wrote down before. */
    INTENT_SKIPPED {
        @Override
        public PlanStore apply(PlanStore store) {
            return new Buggy(store) {
                @Override
                public Optional<Plan> append(Plan read, List<PlanEvent> events, Principal by, Instant at) {
                    List<PlanEvent> kept = events.stream()
                            .filter(event -> !(event instanceof WriteIntended))
                            .toList();
                    return kept.isEmpty() ? Optional.of(read) : super.append(read, kept, by, at);
                }
            };
        }
    },

    /** What was seen once is believed, although an earlier call may still land over it. */
    BELIEVED_TOO_EARLY {
        @Override
        public PlanStore apply(PlanStore store) {
            return new Buggy(store) {
                @Override
                public Optional<Plan> find(PlanId id) {
                    return super.find(id).map(Buggy::forgetOutstanding);
                }

                @Override
                public Optional<Plan> append(Plan read, List<PlanEvent> events, Principal by, Instant at) {
                    return super.append(read, events, by, at).map(Buggy::forgetOutstanding);
                }
            };
        }
    },

    /** Bakes and timeouts are counted by a clock that anybody can set. */
    CLOCK_BELIEVED {
        @Override
        public PlanStore apply(PlanStore store) {
            return new Buggy(store) {
                @Override
                public Optional<Plan> append(Plan read, List<PlanEvent> events, Principal by, Instant at) {
                    boolean step = events.getFirst() instanceof PlanEvent.ClockStepped;
                    return step ? Optional.of(read) : super.append(read, events, by, at);
                }
            };
        }
    },

    /** A tick that was overtaken by a revert does not notice. */
    RAMP_AFTER_REVERT {
        @Override
        public PlanStore apply(PlanStore store) {
            return new Buggy(store) {
                private long ramp;
                private long answer;

                @Override
                public Optional<Plan> append(Plan plan, List<PlanEvent> events, Principal by, Instant at) {
                    if (events.getFirst() instanceof WriteIntended intent) {
                        ramp = intent.purpose() == Purpose.REVERT ? ramp : plan.generation();
                        answer = plan.generation();
                    } else {
                        answer = ramp; // whoever was overtaken goes on as if nothing had happened
                    }
                    return super.append(plan, events, by, at);
                }

                @Override
                public boolean permits(Claim claim, long generation) {
                    return generation == answer;
                }

                // One claim is like the other.
                @Override
                public Claim seize(PlanId id, Duration length) {
                    super.seize(id, length);
                    return new Claim(id, 0);
                }

                @Override
                public Optional<Claim> claim(PlanId id, Duration length) {
                    return Optional.of(seize(id, length));
                }
            };
        }
    },

    /** Whatever a hook says is taken for yes. */
    EVERY_ANSWER_IS_YES {
        @Override
        public PlanStore apply(PlanStore store) {
            return new Buggy(store) {
                @Override
                public Optional<Plan> append(Plan plan, List<PlanEvent> events, Principal by, Instant at) {
                    return super.append(
                            plan, events.stream().map(event -> yes(event)).toList(), by, at);
                }

                private static PlanEvent yes(PlanEvent event) {
                    return event instanceof PlanEvent.WebhookAnswered(String id, HookAnswer _)
                            ? new PlanEvent.WebhookAnswered(id, HookAnswer.of(HookAnswer.Says.PASS, ""))
                            : event;
                }
            };
        }
    };

    private static class Buggy extends InterruptedStore {
        Buggy(PlanStore store) {
            super(store, new Interruptions(), (_, _) -> {});
        }

        static Plan forgetOutstanding(Plan plan) {
            Map<String, RouteLedger> ledgers = new HashMap<>();
            plan.ledgers()
                    .forEach((route, ledger) -> ledgers.put(
                            route,
                            new RouteLedger(
                                    List.of(),
                                    ledger.attempts(),
                                    ledger.lastAttempt(),
                                    ledger.failure(),
                                    ledger.lastAsked(),
                                    ledger.touched(),
                                    ledger.changedAt(),
                                    ledger.restored())));
            return new Plan(
                    plan.id(),
                    plan.spec(),
                    plan.state(),
                    plan.version(),
                    plan.generation(),
                    plan.submittedAt(),
                    plan.startedAt(),
                    plan.endedAt(),
                    plan.revertOf(),
                    plan.baseline(),
                    plan.step(),
                    plan.settled(),
                    plan.adopted(),
                    plan.verifiedAt(),
                    ledgers,
                    plan.tallies(),
                    plan.writes(),
                    plan.surveys(),
                    plan.drifts(),
                    plan.untraced(),
                    plan.shares(),
                    plan.returns());
        }
    }
}
