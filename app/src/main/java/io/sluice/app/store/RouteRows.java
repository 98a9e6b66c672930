package io.sluice.app.store;

import io.sluice.plan.Plan;
import io.sluice.plan.PlanId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * The tables of places: who moves one now, who moved it ever, and the highest generation it has seen.
 *
 * <p>Keys are always taken in one order, so that two plans with the same places wait for each other and never in a circle.
 */
final class RouteRows {
    Optional<PlanId> findOwner(Handle handle, String key) {
        return handle.createQuery("select plan from active_route where route_key = :key")
                .bind("key", key)
                .map((row, _) -> new PlanId(row.getString("plan")))
                .findOne();
    }

    /**
     * A generation above all that the keys have seen. Until the transaction ends nobody else gets one for any of them.
     */
    long nextGeneration(Handle handle, Map<String, String> keys) {
        long next = 1;
        for (String key : new TreeSet<>(keys.values())) {
            int known = handle.createUpdate(
                            "update route_generation set generation = generation + 1 where route_key = :key")
                    .bind("key", key)
                    .execute();
            if (known == 0) {
                handle.createUpdate("insert into route_generation (route_key, generation) values (:key, 1)")
                        .bind("key", key)
                        .execute();
            }
            next = Math.max(next, generation(handle, key));
        }
        return next;
    }

    private static long generation(Handle handle, String key) {
        return handle.createQuery("select generation from route_generation where route_key = :key")
                .bind("key", key)
                .mapTo(Long.class)
                .one();
    }

    /** The highest generation that a key has seen. */
    Optional<Long> findGeneration(Handle handle, String key) {
        return handle.createQuery("select generation from route_generation where route_key = :key")
                .bind("key", key)
                .mapTo(Long.class)
                .findOne();
    }

    /** The keys that a plan moves now. */
    Set<String> active(Handle handle, PlanId plan) {
        return handle.createQuery("select route_key from active_route where plan = :plan")
                .bind("plan", plan.value())
                .mapTo(String.class)
                .set();
    }

    void insert(Handle handle, Plan plan, Map<String, String> keys) {
        keys.forEach((name, key) -> handle.createUpdate(
                        "insert into plan_route (plan, name, route_key) values (:plan, :name, :key)")
                .bind("plan", plan.id().value())
                .bind("name", name)
                .bind("key", key)
                .execute());
        if (!plan.isTerminal()) {
            for (String key : new TreeSet<>(keys.values())) {
                handle.createUpdate("insert into active_route (route_key, plan) values (:key, :plan)")
                        .bind("key", key)
                        .bind("plan", plan.id().value())
                        .execute();
            }
        }
        raiseGenerations(handle, plan);
    }

    /** Follows a plan that changed: its places keep its generation, and are free once it has ended. */
    void follow(Handle handle, Plan before, Plan after) {
        if (after.generation() > before.generation()) {
            raiseGenerations(handle, after);
        }
        if (after.isTerminal() && !before.isTerminal()) {
            handle.createUpdate("delete from active_route where plan = :plan")
                    .bind("plan", after.id().value())
                    .execute();
        }
    }

    private void raiseGenerations(Handle handle, Plan plan) {
        for (String key : new TreeSet<>(keys(handle, plan.id()).values())) {
            handle.createUpdate("""
                    update route_generation set generation = :generation
                    where route_key = :key and generation < :generation
                    """)
                    .bind("key", key)
                    .bind("generation", plan.generation())
                    .execute();
        }
    }

    /** The keys of a plan's routes by name, also after its end. */
    Map<String, String> keys(Handle handle, PlanId plan) {
        Map<String, String> keys = new TreeMap<>();
        handle.createQuery("select name, route_key from plan_route where plan = :plan")
                .bind("plan", plan.value())
                .map((row, _) -> keys.put(row.getString("name"), row.getString("route_key")))
                .list();
        return keys;
    }
}
