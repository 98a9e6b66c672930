package io.sluice.plan.engine;

import io.sluice.plan.HookAnswer;
import io.sluice.plan.JournalLine;
import io.sluice.plan.Plan;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanEvent.WriteIntended;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanSpec;
import io.sluice.plan.PlanState;
import io.sluice.plan.Principal;
import io.sluice.plan.RouteLedger;
import io.sluice.plan.Schedule;
import io.sluice.plan.Verdict;
import io.sluice.plan.decide.Pace;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Known bugs, each put between the engine and a sound store; a walk that does not notice them proves nothing. */
enum SeededBug {
    /** Calls are made that nobody wrote down before. */
    INTENT_SKIPPED {
        @Override
        PlanStore before(PlanStore store) {
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
        PlanStore before(PlanStore store) {
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
        PlanStore before(PlanStore store) {
            return new Buggy(store) {
                @Override
                public Optional<Plan> append(Plan read, List<PlanEvent> events, Principal by, Instant at) {
                    boolean step = events.getFirst() instanceof PlanEvent.ClockStepped;
                    return step ? Optional.of(read) : super.append(read, events, by, at);
                }
            };
        }
    },

    /** A tick that was overtaken does not notice, by a revert or by anything else. */
    NOTHING_CHECKED_BEFORE_A_SEND {
        @Override
        PlanStore before(PlanStore store) {
            return new Granting(store) {
                @Override
                public boolean permits(Claim claim, long generation) {
                    return true;
                }
            };
        }

        @Override
        Duration believedClaim() {
            return Duration.ofDays(1);
        }
    },

    /** Whatever a hook says is taken for yes. */
    EVERY_ANSWER_IS_YES {
        @Override
        PlanStore before(PlanStore store) {
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
    },

    /** What is not known passes. */
    NO_DATA_IS_GOOD_DATA {
        @Override
        PlanStore before(PlanStore store) {
            return new Buggy(store) {
                @Override
                public Optional<Plan> append(Plan plan, List<PlanEvent> events, Principal by, Instant at) {
                    return super.append(
                            plan, events.stream().map(event -> good(event)).toList(), by, at);
                }

                private static PlanEvent good(PlanEvent event) {
                    return event instanceof PlanEvent.GateJudged judged && judged.verdict() == Verdict.UNKNOWN
                            ? new PlanEvent.GateJudged(
                                    judged.gate(), Verdict.PASS, judged.window(), judged.reason(), judged.readings())
                            : event;
                }
            };
        }
    },

    /** Whoever had a claim once sends, frozen or not. */
    CLAIM_NOT_CHECKED {
        @Override
        PlanStore before(PlanStore store) {
            return new Granting(store) {
                @Override
                public boolean permits(Claim claim, long generation) {
                    return plan(claim.plan()).generation() == generation;
                }
            };
        }

        @Override
        Duration believedClaim() {
            return Duration.ofDays(1);
        }
    },

    /** A claim is taken to last longer than it was granted for, as if it were counted from when the answer was there. */
    CLAIM_COUNTED_TOO_LATE {
        @Override
        PlanStore before(PlanStore store) {
            return new Granting(store);
        }

        @Override
        Duration believedClaim() {
            return Claims.LENGTH.multipliedBy(2);
        }
    },

    /** What was decided before a revert or the end is sent after it. */
    GENERATION_NOT_READ_AGAIN {
        @Override
        PlanStore before(PlanStore store) {
            return new Buggy(store) {
                @Override
                public boolean permits(Claim claim, long generation) {
                    return super.permits(claim, plan(claim.plan()).generation());
                }
            };
        }
    },

    /** Who takes a plan over does not wait for what another has sent. */
    TAKEOVER_FORGETS_OUTSTANDING {
        @Override
        PlanStore before(PlanStore store) {
            return new Buggy(store) {
                private final Set<Integer> own = new HashSet<>();

                @Override
                public Optional<Plan> find(PlanId id) {
                    return super.find(id).map(this::withoutOthers);
                }

                @Override
                public Optional<Plan> append(Plan read, List<PlanEvent> events, Principal by, Instant at) {
                    events.forEach(event -> {
                        if (event instanceof WriteIntended intent) {
                            own.add(intent.write());
                        }
                    });
                    return super.append(read, events, by, at).map(this::withoutOthers);
                }

                private Plan withoutOthers(Plan plan) {
                    return withOutstanding(plan, call -> own.contains(call.write()));
                }
            };
        }
    },

    /** A plan that is back ends although a ramp write may still land. */
    REVERT_LOSES_TO_A_LATE_WRITE {
        @Override
        PlanStore before(PlanStore store) {
            return new Buggy(store) {
                @Override
                public Optional<Plan> find(PlanId id) {
                    return super.find(id).map(this::withoutRampWrites);
                }

                @Override
                public Optional<Plan> append(Plan read, List<PlanEvent> events, Principal by, Instant at) {
                    return super.append(read, events, by, at).map(this::withoutRampWrites);
                }

                private Plan withoutRampWrites(Plan plan) {
                    return plan.state() instanceof PlanState.Reverting
                            ? withOutstanding(plan, call -> call.to().isEmpty())
                            : plan;
                }
            };
        }
    },

    /** Weights move on while the window is shut. */
    WINDOW_NOT_LOOKED_AT {
        @Override
        PlanStore before(PlanStore store) {
            return new Buggy(store) {
                @Override
                public Optional<Plan> find(PlanId id) {
                    return super.find(id).map(this::always);
                }

                @Override
                public Optional<Plan> append(Plan read, List<PlanEvent> events, Principal by, Instant at) {
                    return super.append(read, events, by, at).map(this::always);
                }

                private Plan always(Plan plan) {
                    return with(plan, alwaysOpen(plan.spec()), plan.ledgers());
                }
            };
        }
    },

    /** A plan that is back is not looked at again. */
    NO_GUARD_AFTER_A_REVERT {
        @Override
        Pace pace() {
            return new Pace(Pace.STANDARD.watch(), Pace.STANDARD.firstRetry(), Pace.STANDARD.longestRetry(), List.of());
        }
    },

    /** A revert that was accepted while the store was away is gone with the process that accepted it. */
    ACCEPTED_AND_FORGOTTEN {
        @Override
        boolean keepsAcceptedReverts() {
            return false;
        }
    },

    /** Whoever submitted a plan may approve it. */
    SUBMITTER_APPROVES {
        @Override
        PlanStore before(PlanStore store) {
            return new Buggy(store) {
                @Override
                public List<JournalLine> journal(PlanId id, long after, int limit) {
                    return super.journal(id, after, limit).stream()
                            .map(line -> new JournalLine(
                                    line.seq(), line.at(), new Principal("somebody else"), line.event()))
                            .toList();
                }
            };
        }
    };

    /** The store that the engine sees instead of this one. */
    PlanStore before(PlanStore store) {
        return store;
    }

    /** How often the decider looks. */
    Pace pace() {
        return Pace.STANDARD;
    }

    /** Whether what was accepted without the store outlives its process. */
    boolean keepsAcceptedReverts() {
        return true;
    }

    /** How long the engine thinks that a claim lasts. */
    Duration believedClaim() {
        return Claims.LENGTH;
    }

    /** One that grants claims of the right length, whatever they are taken for. */
    private static class Granting extends Buggy {
        Granting(PlanStore store) {
            super(store);
        }

        @Override
        public Optional<Claim> claim(PlanId id, Duration length) {
            return super.claim(id, Claims.LENGTH);
        }

        @Override
        public Optional<Claim> claimIfDue(PlanId id, Instant now, Duration length) {
            return super.claimIfDue(id, now, Claims.LENGTH);
        }

        @Override
        public List<Claim> claimDue(Instant now, int limit, Duration length) {
            return super.claimDue(now, limit, Claims.LENGTH);
        }

        @Override
        public Claim seize(PlanId id, Duration length) {
            return super.seize(id, Claims.LENGTH);
        }

        @Override
        public Set<Claim> renew(Collection<Claim> claims, Duration length) {
            return super.renew(claims, Claims.LENGTH);
        }
    }

    private static class Buggy extends ForwardingStore {
        Buggy(PlanStore store) {
            super(store);
        }

        static Plan forgetOutstanding(Plan plan) {
            return withOutstanding(plan, _ -> false);
        }

        static Plan withOutstanding(Plan plan, Predicate<RouteLedger.Outstanding> kept) {
            Map<String, RouteLedger> ledgers = new HashMap<>();
            plan.ledgers()
                    .forEach((route, ledger) -> ledgers.put(
                            route,
                            new RouteLedger(
                                    ledger.outstanding().stream().filter(kept).toList(),
                                    ledger.attempts(),
                                    ledger.lastAttempt(),
                                    ledger.failure(),
                                    ledger.lastAsked(),
                                    ledger.askedBefore(),
                                    ledger.touched(),
                                    ledger.changedAt(),
                                    ledger.restored(),
                                    ledger.trouble())));
            return with(plan, plan.spec(), ledgers);
        }

        static Plan with(Plan plan, PlanSpec spec, Map<String, RouteLedger> ledgers) {
            return new Plan(
                    plan.id(),
                    spec,
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

        static PlanSpec alwaysOpen(PlanSpec spec) {
            return new PlanSpec(
                    spec.name(),
                    spec.description(),
                    spec.owner(),
                    spec.labels(),
                    spec.sides(),
                    spec.from(),
                    spec.to(),
                    spec.expect(),
                    spec.routes(),
                    spec.steps(),
                    spec.gates(),
                    Schedule.always(ZoneOffset.UTC),
                    spec.onDrift(),
                    spec.stepTimeout(),
                    spec.onStuck(),
                    spec.rounding(),
                    spec.evictSticky(),
                    spec.alpha(),
                    spec.recipients(),
                    spec.atEnd());
        }
    }
}
