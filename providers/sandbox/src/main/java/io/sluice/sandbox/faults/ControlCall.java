package io.sluice.sandbox.faults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.http.Reply;
import java.time.Duration;
import java.util.Set;

/** One call to the control plane of a cloud, understood and not yet carried out. */
public interface ControlCall {
    /** The service's name in the request log. */
    String service();

    /** What the cloud calls what is asked for, by which faults are aimed. */
    String action();

    /** Everything that the call is about, by which faults are aimed. */
    Set<String> names();

    /** Whether it changes anything when it succeeds. */
    boolean isWrite();

    /** Says in the request log what is asked for, beside its names. */
    void describe(ObjectNode line);

    /**
     * Carries it out and says in the request log what became of it: {@code status}, and for writes {@code applied} and the
     * {@code revision}.
     *
     * @param age a read shows the configuration as it was so long ago
     * @param withoutData metrics are answered, but there is no data in them
     */
    Reply carryOut(Duration age, boolean withoutData, ObjectNode line);

    /** The cloud's answer to too many calls. */
    Refusal throttled();

    /** The cloud's answer with this HTTP status, when it is broken. */
    Refusal failed(int status);

    /** A refusal, and how the request log calls it. */
    record Refusal(int status, String code, Reply reply) {}
}
