package io.sluice.app.rest;

import io.sluice.plan.file.ParsedPlan;
import io.sluice.plan.file.PlanFile;
import io.sluice.plan.file.PlanFile.Format;
import io.sluice.traffic.Fault;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Reads the plan that a request brings; what is wrong with its text is the same problem wherever it is sent. */
final class PlanBody {
    static final String YAML = "application/yaml";

    private PlanBody() {}

    static Format format(ContainerRequestContext request) {
        MediaType type = request.getMediaType();
        if (type == null) {
            throw Problem.of(415, "no-type", "What is it?", "Say Content-Type: application/json or application/yaml.")
                    .exception();
        }
        return type.getSubtype().equalsIgnoreCase("yaml") ? Format.YAML : Format.JSON;
    }

    static ParsedPlan.Accepted plan(byte[] body, Format format, int mostBytes) {
        return switch (PlanFile.parse(body, format, mostBytes)) {
            case ParsedPlan.Malformed malformed ->
                throw Problem.malformed("The plan cannot be read.")
                        .withFaults(List.of(malformed.fault()))
                        .exception();
            case ParsedPlan.TooLarge(int most) -> throw Problem.tooLarge(most).exception();
            case ParsedPlan.Invalid invalid -> throw invalid(invalid.faults());
            case ParsedPlan.Accepted accepted -> accepted;
        };
    }

    /** What is wrong with a plan that can be read. */
    static ProblemException invalid(List<Fault> faults) {
        return Problem.invalid("The plan is not valid", faults).exception();
    }
}
