package io.sluice.plan;

/** An event that the state it met does not allow; nothing was recorded. */
public final class IllegalTransition extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public IllegalTransition(PlanState state, PlanEvent event) {
        super(event.getClass().getSimpleName() + " is not possible while " + state.word());
    }
}
