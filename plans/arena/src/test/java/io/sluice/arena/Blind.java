package io.sluice.arena;

/** A judge that never objects: what an incident costs when nobody looks. */
record Blind() implements Contestant {
    @Override
    public String settings() {
        return "none";
    }

    @Override
    public Watch watch(Normal normal) {
        return _ -> Call.GO_ON;
    }
}
