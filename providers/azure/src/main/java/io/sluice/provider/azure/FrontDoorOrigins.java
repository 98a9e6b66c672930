package io.sluice.provider.azure;

import com.azure.resourcemanager.cdn.CdnManager;
import com.azure.resourcemanager.cdn.fluent.CdnManagementClient;
import com.azure.resourcemanager.cdn.fluent.models.AfdOriginGroupInner;
import com.azure.resourcemanager.cdn.fluent.models.AfdOriginInner;
import com.azure.resourcemanager.cdn.models.AfdOriginGroupUpdateParameters;
import com.azure.resourcemanager.cdn.models.AfdOriginUpdateParameters;
import com.azure.resourcemanager.cdn.models.AfdProvisioningState;
import com.azure.resourcemanager.cdn.models.EnabledState;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every call about origins of a Front Door that is made here, and the end of each change.
 *
 * <p>A change is an operation that runs on after it was accepted. How it ended is what Azure says of it, if that can be
 * heard; where it cannot, the resource itself is looked at: it shows the change and is at rest, or nobody knows. Changes are
 * the SDK's models sent through {@link Arm}, since the SDK's own poller loses why an operation was canceled.
 */
final class FrontDoorOrigins {
    /** The one that the SDK's models are of. */
    static final String API_VERSION = "2024-02-01";

    private static final Map<String, String> VERSION = Map.of("api-version", API_VERSION);

    private final AzureClients clients;
    private final Arm arm;
    private @Nullable CdnManagementClient client;

    FrontDoorOrigins(AzureClients clients, Arm arm) {
        this.clients = clients;
        this.arm = arm;
    }

    Deadline changeDeadline() {
        return arm.changeDeadline();
    }

    FrontDoorGroup look(ArmId id) {
        return AzureErrors.reading(() -> FrontDoorGroup.of(
                client().getAfdOriginGroups().get(id.resourceGroup(), profile(id), id.name()),
                client().getAfdOrigins().listByOriginGroup(id.resourceGroup(), profile(id), id.name())));
    }

    /** Gives one origin a weight; at 0 it is disabled, and its weight stays where nobody counts it. */
    void setWeight(ArmId id, String name, int weight, Deadline deadline) {
        AfdOriginUpdateParameters change = new AfdOriginUpdateParameters()
                .withEnabledState(weight > 0 ? EnabledState.ENABLED : EnabledState.DISABLED);
        update(id, name, weight > 0 ? change.withWeight(weight) : change, weight, deadline);
    }

    /** Puts back what makes the split, and leaves the rest as it is. */
    void putBackSplit(ArmId id, String name, AfdOriginInner then, int weight, boolean priorityToo, Deadline deadline) {
        AfdOriginUpdateParameters change = new AfdOriginUpdateParameters()
                .withEnabledState(weight > 0 ? EnabledState.ENABLED : EnabledState.DISABLED)
                .withWeight(then.weight());
        update(id, name, priorityToo ? change.withPriority(then.priority()) : change, weight, deadline);
    }

    private void update(ArmId id, String name, AfdOriginUpdateParameters change, int weight, Deadline deadline) {
        carryOut(
                "origin " + name,
                () -> arm.patch(path(id, name), VERSION, FrontDoorGroup.json(change)),
                () -> shown(id, name, weight),
                deadline);
    }

    /** Puts a whole origin, whatever is there. */
    void put(ArmId id, String name, AfdOriginInner origin, Deadline deadline) {
        carryOut(
                "origin " + name,
                () -> arm.put(path(id, name), VERSION, FrontDoorGroup.json(origin), Optional.empty()),
                () -> shown(id, name, FrontDoorGroup.weight(origin)),
                deadline);
    }

    void delete(ArmId id, String name, Deadline deadline) {
        carryOut("origin " + name, () -> arm.delete(path(id, name), VERSION), () -> shownGone(id, name), deadline);
    }

    /** Changes some settings of the group. */
    void update(ArmId id, AfdOriginGroupUpdateParameters change, Deadline deadline) {
        carryOut(
                "the origin group",
                () -> arm.patch(path(id), VERSION, FrontDoorGroup.json(change)),
                () -> new Shown(true, false),
                deadline);
    }

    /** Puts all settings of the group. */
    void put(ArmId id, AfdOriginGroupInner group, Deadline deadline) {
        carryOut(
                "the origin group",
                () -> arm.put(path(id), VERSION, FrontDoorGroup.json(group), Optional.empty()),
                () -> new Shown(true, false),
                deadline);
    }

    /**
     * What a resource shows of a change.
     *
     * @param atRest whether no operation goes on that could still change it
     */
    private record Shown(boolean changed, boolean atRest) {}

    private void carryOut(String what, Supplier<Arm.Accepted> change, Supplier<Shown> look, Deadline deadline) {
        // Refused here, nothing has happened: only what was accepted can go on.
        Arm.Accepted accepted = change.get();
        switch (arm.end(accepted, deadline)) {
            case Arm.Ending.Succeeded _ -> {}
            case Arm.Ending.Canceled(String why) ->
                throw settled(
                        what,
                        new ProviderError.Conflict("Azure canceled the change, as it does when another comes: " + why),
                        look);
            case Arm.Ending.Failed(String why) ->
                throw settled(
                        what, new ProviderError.Unavailable("Azure accepted the change, and it failed: " + why), look);
            case Arm.Ending.Lost(String why) -> {
                if (!isDone(look)) {
                    throw new ProviderException(new ProviderError.Unknown(
                            "the change of %s was accepted, and how it ended is not known: %s".formatted(what, why)));
                }
            }
        }
    }

    /**
     * What is to be said of an operation that ended without success. Whether it did something all the same only the resource
     * can tell, and if that cannot be seen the outcome is unknown.
     */
    private static ProviderException settled(String what, ProviderError error, Supplier<Shown> look) {
        try {
            return look.get().changed()
                    ? new ProviderException(new ProviderError.Unknown(
                            "%s may show the change although its operation did not succeed: %s"
                                    .formatted(what, error.detail())))
                    : new ProviderException(error);
        } catch (ProviderException e) {
            return new ProviderException(
                    new ProviderError.Unknown("%s; and %s cannot be seen: %s"
                            .formatted(error.detail(), what, e.error().detail())),
                    e);
        }
    }

    private static boolean isDone(Supplier<Shown> look) {
        try {
            Shown shown = look.get();
            return shown.changed() && shown.atRest();
        } catch (ProviderException e) {
            // What cannot be seen has not been seen to be done.
            return false;
        }
    }

    private Shown shown(ArmId id, String name, int weight) {
        AfdOriginInner origin = AzureErrors.reading(
                () -> client().getAfdOrigins().get(id.resourceGroup(), profile(id), id.name(), name));
        return new Shown(
                FrontDoorGroup.weight(origin) == weight,
                AfdProvisioningState.SUCCEEDED.equals(origin.provisioningState()));
    }

    private Shown shownGone(ArmId id, String name) {
        try {
            shown(id, name, 0);
            return new Shown(false, false);
        } catch (ProviderException e) {
            if (e.error() instanceof ProviderError.NotFound) {
                return new Shown(true, true);
            }
            throw e;
        }
    }

    private static String path(ArmId id) {
        return "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Cdn/profiles/%s/originGroups/%s"
                .formatted(id.subscription(), id.resourceGroup(), profile(id), id.name());
    }

    private static String path(ArmId id, String origin) {
        return path(id) + "/origins/" + origin;
    }

    private static String profile(ArmId id) {
        return id.names().getFirst();
    }

    /** Built when it is first needed, like all that goes through the pipeline. */
    private synchronized CdnManagementClient client() {
        if (client == null) {
            client = CdnManager.authenticate(clients.pipeline(), clients.profile())
                    .serviceClient();
        }
        return client;
    }
}
