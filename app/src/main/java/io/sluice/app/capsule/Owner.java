package io.sluice.app.capsule;

import io.sluice.plan.PlanId;

/**
 * Who has a route by now.
 *
 * @param route the name that the earlier plan has for it
 * @param plan the later one
 */
public record Owner(String route, PlanId plan) {
    @Override
    public String toString() {
        return "route " + route + " belongs to plan " + plan;
    }
}
