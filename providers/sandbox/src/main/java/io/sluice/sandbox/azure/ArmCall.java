package io.sluice.sandbox.azure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Set;

/** What a request asks of a type of resource, understood and not yet carried out. */
public interface ArmCall {
    /** The {@code operationId} of Azure's own specification: {@code ApplicationGateways_CreateOrUpdate}. */
    String action();

    /** Faults are aimed by these: the id in lower case, and the bare name. */
    Set<String> names();

    boolean isWrite();

    /** Says in the request log what is asked for, beside its names. */
    default void describe(ObjectNode line) {}

    /**
     * Carries it out. A write says in the request log what took effect.
     *
     * @param age a read shows the configuration as it was so long ago
     * @param withoutData metrics are answered, but there is no data in them
     */
    ArmAnswer carryOut(Duration age, boolean withoutData, ObjectNode line) throws ArmError;
}
