package io.sluice.sandbox.azure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.http.PortTaken;
import io.sluice.sandbox.traffic.Backends;
import io.sluice.sandbox.traffic.DataPlane;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One type of resource in the small Azure, with what the sandbox's own API may do to it; see {@link
 * io.sluice.sandbox.Cloud} for what those calls mean.
 */
public interface ResourceType {
    /** Whether a request is about resources of this type, or about what belongs to one. */
    boolean speaks(ArmRequest request);

    /** The versions of its API that are answered, as far as this request goes. */
    Set<String> apiVersions(ArmRequest request);

    /**
     * What a request asks for.
     *
     * @throws ArmError if there is no such call, or no such resource
     */
    ArmCall call(ArmRequest request) throws ArmError;

    /** Opens the ports on which clients come, where it has any. */
    default void open(DataPlane dataPlane, Map<String, Integer> ports) throws PortTaken {}

    List<Backends> backends();

    /** Nothing where no plan names them. */
    default Map<String, String> addressOf(Backends backends) {
        return Map.of();
    }

    List<String> routes();

    void describe(ObjectNode world);

    void setWeights(String route, Map<String, Integer> weights);

    double percentOf(String backends);

    void setServers(String backends, int servers);

    default void measure() {}

    void reset();
}
