package io.sluice.arena;

/**
 * One service with what happens to it.
 *
 * @param both happens to both sides
 * @param judged happens to the judged side alone
 */
record World(Ambient ambient, Incident both, Incident judged) {
    static World of(Ambient ambient) {
        return new World(ambient, Incident.NOTHING, Incident.NOTHING);
    }

    World both(Incident incident) {
        return new World(ambient, incident, judged);
    }

    World judged(Incident incident) {
        return new World(ambient, both, incident);
    }
}
