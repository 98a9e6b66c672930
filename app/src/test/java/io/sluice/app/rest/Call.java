package io.sluice.app.rest;

import java.util.List;

/**
 * One call of a random sequence. Which plan it is about is counted back from the newest, so that what is left of a sequence still
 * makes sense when other calls are left out of it.
 */
sealed interface Call {
    /** The plans that are submitted: each stands still by itself wherever its first step that waits is. */
    enum Shape {
        /** Two steps that bake for an hour. */
        BAKES("""
                [{"setWeight": {"percent": 10, "bake": "1h"}}, {"setWeight": {"percent": 100, "bake": "1h"}}]"""),
        /** Asks two people before it moves everything, and is over then. */
        ASKS("""
                [{"setWeight": 10}, {"approval": {"group": "leads", "count": 2, "timeout": "1h"}}, {"setWeight": 100}]"""),
        /** Waits at its second step until somebody lets it go on. */
        PAUSES("""
                [{"setWeight": 10}, {"pause": {}}, {"setWeight": {"percent": 100, "bake": "1h"}}]"""),
        /** Starts tomorrow. */
        LATER("""
                [{"setWeight": 100}]"""),
        /** Is no plan. */
        UNSOUND("""
                [{"setWeight": 101}]""");

        final String json;

        Shape(String json) {
            this.json = json;
        }

        /** What each step does once its weights are there: nothing, or wait for its bake, for people or for an operator. */
        List<String> steps() {
            return switch (this) {
                case BAKES -> List.of("bake", "bake");
                case ASKS -> List.of("nothing", "approval", "nothing");
                case PAUSES -> List.of("nothing", "pause", "bake");
                case LATER -> List.of("nothing");
                case UNSOUND -> List.of();
            };
        }
    }

    /** The first three are those who may approve; nobody knows the last. */
    enum Person {
        ANN,
        BOB,
        CARL,
        EVE,
        NOBODY;

        boolean isLead() {
            return compareTo(CARL) <= 0;
        }
    }

    /** What an approver says to have seen. */
    enum Evidence {
        WHAT_IS_SHOWN,
        ANOTHER_STEP,
        ANOTHER_PLAN,
        NONE
    }

    /** What operators ask of a plan. */
    enum Move {
        PAUSE,
        RESUME,
        REASSERT,
        ADOPT,
        PROMOTE,
        CANCEL,
        REVERT,
        REJECT
    }

    Person by();

    /**
     * Sends a plan.
     *
     * @param key of idempotency, 0 for none
     */
    record Submit(Person by, int route, Shape shape, int key) implements Call {}

    record Ask(Person by, Move move, int plan) implements Call {}

    record Approve(Person by, Evidence evidence, int plan) implements Call {}

    record Get(Person by, int plan) implements Call {}

    /** The plans of this sequence that are in a state. */
    record ListBy(Person by, String state) implements Call {}

    /** No call: somebody who knows nothing of Sluice sets the weights of the route of a plan that stands. */
    record Stranger(Person by, int plan) implements Call {}
}
