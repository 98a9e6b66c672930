package io.sluice.provider.azure;

import com.azure.resourcemanager.network.fluent.ApplicationGatewaysClient;
import com.azure.resourcemanager.network.fluent.models.ApplicationGatewayBackendHealthInner;
import com.azure.resourcemanager.network.fluent.models.ApplicationGatewayBackendHealthOnDemandInner;
import com.azure.resourcemanager.network.models.ApplicationGatewayOnDemandProbe;
import io.sluice.provider.Lookup;
import io.sluice.provider.azure.Arm.Accepted;
import io.sluice.provider.azure.Arm.Ending;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Every call about application gateways that is made here: those about the gateway itself as the JSON that it is, since all of
 * it is written back, and the questions about its servers by the SDK's client, whose models lose nothing that is used here.
 */
final class Gateways {
    static final String API_VERSION = "2025-03-01";
    private static final Map<String, String> VERSION = Map.of("api-version", API_VERSION);

    /** Between two looks at a gateway that is updated by an operation of somebody else; doubled each time, to a bound. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Arm arm;
    private final AzureClients clients;

    Gateways(Arm arm, AzureClients clients) {
        this.arm = arm;
        this.clients = clients;
    }

    Gateway get(ArmId id) {
        return new Gateway(id, arm.get(id.text(), VERSION));
    }

    Accepted put(Gateway gateway, Optional<String> etag) {
        return arm.put(gateway.id().text(), VERSION, gateway.body(), etag);
    }

    Ending end(Accepted accepted, Deadline deadline) {
        return arm.end(accepted, deadline);
    }

    Deadline changeDeadline() {
        return arm.changeDeadline();
    }

    /** The gateway once no update of it is under way, or as it is when the time is over. */
    Gateway settled(ArmId id, Deadline deadline) {
        Lookup<Gateway> found = Lookup.of(() -> get(id));
        Duration pause = FIRST_PAUSE;
        while (mayChange(found) && deadline.pause(pause)) {
            found = Lookup.of(() -> get(id));
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        return found.orThrow();
    }

    private static boolean mayChange(Lookup<Gateway> found) {
        return switch (found) {
            case Lookup.Hit<Gateway>(Gateway gateway) -> gateway.isUpdating();
            case Lookup.Miss<Gateway>(ProviderError error) -> AzureErrors.isPassing(error);
        };
    }

    /** The health of all servers that rules send requests to. */
    ApplicationGatewayBackendHealthInner health(ArmId id) {
        return answer(gateways -> gateways.backendHealthAsync(id.resourceGroup(), id.name()));
    }

    /** The health of the servers of one pool, in use or not. */
    ApplicationGatewayBackendHealthOnDemandInner healthOnDemand(ArmId id, ApplicationGatewayOnDemandProbe probe) {
        return answer(gateways -> gateways.backendHealthOnDemandAsync(id.resourceGroup(), id.name(), probe));
    }

    /** The answer to a question that takes Azure a while: one deadline for the question and for all that asks after it. */
    private <T> T answer(Function<ApplicationGatewaysClient, Mono<T>> question) {
        return AzureErrors.reading(
                () -> Optional.ofNullable(question.apply(clients.network().getApplicationGateways())
                                .timeout(clients.callDeadline(), unanswered("did not answer a question in time"))
                                .block())
                        // The SDK makes nothing of an answer that it cannot read.
                        .orElseThrow(() -> unavailable("answered a question with nothing that can be read")));
    }

    private static <T> Mono<T> unanswered(String what) {
        return Mono.error(() -> unavailable(what));
    }

    private static ProviderException unavailable(String what) {
        return new ProviderException(new ProviderError.Unavailable("Azure " + what));
    }
}
