package io.sluice.provider;

import io.sluice.traffic.ByHand;
import io.sluice.traffic.Fault;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.WeightChange;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the routes of one cloud account and asks for changes to them; translates, decides nothing.
 *
 * <p>Every method may be called from many threads. What goes wrong is thrown as a {@link
 * io.sluice.traffic.ProviderException}, whose error must be {@link ProviderError.Unknown} if a change was sent and no
 * answer settled it, and must not be {@code Unknown} otherwise. An implementation must not retry: pauses, deadlines over
 * all and priorities are the engine's.
 *
 * <p>Each sentence below with "must" is a test of the contract kit.
 */
public interface TrafficProvider {
    /**
     * What is wrong with a route as written, without asking the cloud.
     *
     * <p>Unknown fields, missing fields, malformed identifiers and one backend named for two sides must each be a fault. A
     * fault's pointer must start at the route ({@code /listener}, {@code /backends/us/targetGroup}). A sound route must
     * have none.
     */
    List<Fault> check(Route route);

    /**
     * The one name of the place that a sound route's address means, however it was spelled.
     *
     * <p>Two addresses of one place must have the same key, whatever the plan calls the route; two places must have
     * different keys.
     */
    String canonicalKey(Route route);

    /**
     * Looks at routes, as few calls as the cloud allows.
     *
     * <p>The answer must have exactly one entry for each route asked for; a route that cannot be seen must have its error
     * there and must not hide the others. A route or a listed backend of the plan that does not exist must be {@link
     * ProviderError.NotFound}; one that cannot carry weights must be {@link ProviderError.Invalid}. Backends that the plan
     * does not name must appear under sides of their own. A side that the route does not list must not appear.
     */
    Map<Route, Sight> observe(Set<Route> routes);

    /**
     * Asks for new weights and returns once the cloud has said that it will have them so.
     *
     * <p>After a return, a look must in time show what was asked for, as exactly as the scale can. Sides of the plan that
     * the route does not list must be attached. Everything but weights and the list of backends must stay exactly as it
     * was. Backends that the plan does not name must stay listed, at weight 0: the split asked for is the whole. If the
     * route is not at {@code fromRevision}, the call must fail with {@link ProviderError.Conflict} and must change nothing
     * (where the cloud cannot do this in one move, as closely as reading first can). The same change asked for twice must
     * do no more than once. A change from the revision that the route is at must be sent even if it seems to ask for what
     * is there: looks may be out of date.
     */
    void apply(WeightChange change);

    /**
     * What the cloud does with the route's traffic beside splitting it by weights. It is asked for before a plan starts, and
     * never while one is under way.
     *
     * <p>It must change nothing. What the route or a backend of it does must be there once for each that does it; what none
     * does must not be there. What the cloud does not tell must be there as {@link RouteHazard.Kind#NOT_KNOWN} with the
     * reason, or be thrown if that is all. A cloud that has nothing of the kind has none.
     */
    default List<RouteHazard> hazards(Route route) {
        return List.of();
    }

    /** What {@link #restore} will need to put the route back to what it is now. It must hold no secret. */
    Snapshot snapshot(Route route);

    /**
     * Puts a route back, whatever it shows now, and returns once the cloud has said that it will have it so.
     *
     * <p>After a return, a look must in time show the weights, the attached sides and the stickiness of the snapshot, less
     * the sides to evict. What others changed elsewhere on the route must be kept, unless {@code exact}. Backends that
     * neither the plan nor the snapshot names must be kept, at weight 0, unless {@code exact}. A snapshot of a format that
     * the adapter does not know must fail with {@link ProviderError.Invalid}. Restoring twice must do no more than once.
     */
    void restore(Restoration restoration);

    /**
     * The commands by which a person does what {@link #restore} does, where there is no Sluice.
     *
     * <p>It must ask nobody, and must answer the same each time. Carried out in their order, whatever the route shows then,
     * the commands must put back the weights, the attached sides and the stickiness of the snapshot; where no command can,
     * there must be none, and a remark that says so. The integers must be those of the snapshot, or
     * none. No command may hold a
     * secret. A snapshot of a format that the adapter does not know must fail with {@link ProviderError.Invalid}.
     */
    ByHand byHand(Route route, Snapshot baseline);
}
