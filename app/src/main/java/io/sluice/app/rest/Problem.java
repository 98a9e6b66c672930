package io.sluice.app.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.plan.PlanId;
import io.sluice.traffic.Fault;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as clients are told (RFC 9457).
 *
 * @param type {@code urn:sluice:problem:} and the kind, for programs; {@code about:blank} where the status says it all
 * @param faults everything wrong with what was sent, each with its JSON pointer
 * @param plan the id of another plan that stands in the way
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(String type, String title, int status, String detail, List<Fault> faults, Optional<String> plan) {
    static final MediaType MEDIA_TYPE = new MediaType("application", "problem+json");

    public Problem {
        faults = List.copyOf(faults);
    }

    static Problem of(int status, String kind, String title, String detail) {
        return new Problem("urn:sluice:problem:" + kind, title, status, detail, List.of(), Optional.empty());
    }

    /** What the framework refuses: the status says it all, and a sentence says what to do. */
    static Problem ofStatus(int status, String title, @Nullable String why) {
        return new Problem(
                "about:blank", title, status, why == null ? detail(status) : why, List.of(), Optional.empty());
    }

    private static String detail(int status) {
        return switch (status) {
            case 404 -> "There is nothing at this address.";
            case 405 -> "This address does not know the method; Allow says which it knows.";
            case 406 -> "Answers are application/json or application/problem+json, and previews text/plain.";
            case 408 -> "The request did not arrive in time.";
            case 414 -> "The address is too long.";
            case 415 -> "Plans are application/json or application/yaml, everything else is application/json.";
            case 431 -> "The headers are too large.";
            default -> status < 500 ? "The request was refused." : "The service cannot answer.";
        };
    }

    /** The body was not what its media type says. */
    static Problem malformed(String detail) {
        return of(400, "malformed", "The request cannot be read", detail);
    }

    /** A parameter or a header makes no sense. */
    static Problem badParameter(String detail) {
        return of(400, "bad-parameter", "A parameter cannot be used", detail);
    }

    /** What was sent can be read and cannot be done; all faults at once. */
    static Problem invalid(String title, List<Fault> faults) {
        String detail = faults.size() == 1 ? "There is 1 fault." : "There are %d faults.".formatted(faults.size());
        return new Problem("urn:sluice:problem:invalid", title, 422, detail, faults, Optional.empty());
    }

    static Problem noSuchPlan() {
        return of(404, "no-such-plan", "No such plan", "There is no plan of this id.");
    }

    static Problem noSuchRecurringPlan() {
        return of(404, "no-such-recurring-plan", "No such recurring plan", "There is no recurring plan of this id.");
    }

    static Problem keyReused() {
        return of(
                422,
                "key-reused",
                "The Idempotency-Key was used for another body",
                "A key belongs to one body for 24 hours.");
    }

    /** The state of a plan or of the world does not allow it. */
    static Problem conflict(String kind, String title, String detail) {
        return of(409, kind, title, detail);
    }

    static Problem tooLarge(int mostBytes) {
        return of(413, "too-large", "The body is too large", "A body has at most %d bytes.".formatted(mostBytes));
    }

    static Problem tooSlow() {
        return of(408, "too-slow", "The body takes too long", "It did not arrive in time; the connection is closed.");
    }

    static Problem unavailable(String detail) {
        return of(503, "unavailable", "Not possible just now", detail);
    }

    Problem withPlan(String id) {
        return new Problem(type, title, status, detail, faults, Optional.of(id));
    }

    /** The same for somebody for whom this plan is not there. */
    Problem without(PlanId other) {
        return new Problem(
                type, title, status, detail.replace("plan " + other, "another plan"), faults, Optional.empty());
    }

    Problem withFaults(List<Fault> found) {
        return new Problem(type, title, status, detail, found, plan);
    }

    Response response() {
        Response.ResponseBuilder response = Response.status(status)
                .type(MEDIA_TYPE)
                .header("Cache-Control", "no-store")
                .entity(this);
        return (status == 401 ? response.header("WWW-Authenticate", "Bearer") : response).build();
    }

    ProblemException exception() {
        return new ProblemException(this);
    }
}
