package io.sluice.provider.gcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.api.client.http.HttpResponseException;
import com.google.api.gax.rpc.ApiException;
import com.google.auth.Retryable;
import com.google.cloud.compute.v1.Errors;
import com.google.cloud.compute.v1.Operation;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the SDK throws and what an operation ends with, in the words of the seam; nothing else here knows either. */
final class GcpErrors {
    private static final JsonMapper JSON = new JsonMapper();

    /** Without underscores and in small letters: calls and operations spell the same reasons differently. */
    private static final Set<String> THROTTLES =
            Set.of("ratelimitexceeded", "userratelimitexceeded", "quotaexceeded", "dailylimitexceeded");

    /** What passes when whoever holds the resource is done with it. */
    private static final Set<String> CONFLICTS =
            Set.of("conditionnotmet", "resourcenotready", "resourceinusebyanotherresource", "conflict");

    private GcpErrors() {}

    /** Makes a call that changes nothing, so that whatever went wrong with it nothing happened. */
    static <T> T reading(Supplier<T> call) {
        return calling(call, false);
    }

    /** Makes a call that changes something: unless Google refused it, it may have happened. */
    static <T> T writing(Supplier<T> call) {
        return calling(call, true);
    }

    private static <T> T calling(Supplier<T> call, boolean write) {
        try {
            return call.get();
        } catch (ApiException e) {
            throw new ProviderException(error(e, write), e);
        }
    }

    /** Credentials that cannot be had: nothing was sent. */
    static ProviderException credentials(IOException e) {
        return new ProviderException(credentialError(e), e);
    }

    private static ProviderError credentialError(Throwable e) {
        return e instanceof Retryable retryable && retryable.isRetryable()
                ? new ProviderError.Unavailable("Google's tokens are not to be had now: " + e.getMessage())
                : new ProviderError.Denied("no Google credentials: " + e.getMessage());
    }

    private static ProviderError error(ApiException e, boolean write) {
        // First of all: a token that was refused is an answer too, and not one to the call.
        Optional<Throwable> credentials = causes(e)
                .filter(Retryable.class::isInstance)
                .filter(IOException.class::isInstance)
                .findFirst();
        if (credentials.isPresent()) {
            return credentialError(credentials.get());
        }
        Optional<HttpResponseException> answered = causes(e)
                .filter(HttpResponseException.class::isInstance)
                .map(HttpResponseException.class::cast)
                .findFirst();
        return answered.isPresent() ? answered(answered.get(), write) : unanswered(e, write);
    }

    private static ProviderError answered(HttpResponseException e, boolean write) {
        int status = e.getStatusCode();
        JsonNode error = content(e).path("error");
        String reason = error.path("errors").path(0).path("reason").asText("HTTP " + status);
        String detail = "Google says " + reason + ": " + error.path("message").asText("HTTP " + status);
        if (status < 400 || status >= 500 || status == 408) {
            return unsettled(detail, write);
        }
        return refusal(status, reason, detail, retryAfter(e));
    }

    private static ProviderError refusal(int status, String reason, String detail, Optional<Duration> retryAfter) {
        String word = reason.replace("_", "").toLowerCase(Locale.ROOT);
        if (status == 429 || THROTTLES.contains(word)) {
            return new ProviderError.Throttled(detail, retryAfter);
        }
        if (status == 412 || status == 409 || CONFLICTS.contains(word)) {
            return new ProviderError.Conflict(detail);
        }
        if (status == 401 || status == 403) {
            return new ProviderError.Denied(detail);
        }
        return status == 404 || word.endsWith("notfound")
                ? new ProviderError.NotFound(detail)
                : new ProviderError.Invalid(detail);
    }

    /** The message of the exception is "Bad Request"; the reason is only in the body of the answer. */
    private static JsonNode content(HttpResponseException e) {
        try {
            return JSON.readTree(Optional.ofNullable(e.getContent()).orElse(""));
        } catch (JsonProcessingException notJson) {
            return JSON.createObjectNode();
        }
    }

    private static Optional<Duration> retryAfter(HttpResponseException e) {
        return Optional.ofNullable(e.getHeaders().getRetryAfter())
                .filter(text -> text.matches("\\d{1,5}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    private static ProviderError unanswered(ApiException e, boolean write) {
        boolean neverSent = causes(e)
                .anyMatch(cause -> cause instanceof ConnectException
                        || cause instanceof UnknownHostException
                        || cause instanceof NoRouteToHostException);
        return unsettled("no answer from Google: " + e.getMessage(), write && !neverSent);
    }

    private static ProviderError unsettled(String detail, boolean mayHaveHappened) {
        return mayHaveHappened ? new ProviderError.Unknown(detail) : new ProviderError.Unavailable(detail);
    }

    /**
     * What an operation that is done ended with.
     *
     * <p>One that failed for a reason of Google's own promises nothing about what of it took effect.
     */
    static Optional<ProviderError> of(Operation done) {
        // The SDK takes an operation with an error but without a status for a success.
        if (!done.hasError() && done.getHttpErrorStatusCode() < 400) {
            return Optional.empty();
        }
        Errors first = done.getError().getErrorsList().stream().findFirst().orElse(Errors.getDefaultInstance());
        String detail = "operation " + done.getName() + " ended with " + first.getCode() + ": " + first.getMessage()
                + done.getHttpErrorMessage();
        int status = done.getHttpErrorStatusCode();
        String word = first.getCode().replace("_", "").toLowerCase(Locale.ROOT);
        boolean google = status >= 500 || word.isEmpty() || word.contains("internal") || word.contains("backenderror");
        return Optional.of(
                google
                        ? new ProviderError.Unknown(detail)
                        : refusal(status == 0 ? 400 : status, first.getCode(), detail, Optional.empty()));
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.<@Nullable Throwable>iterate(e, cause -> cause != null, GcpErrors::cause)
                .limit(20)
                .flatMap(Stream::ofNullable);
    }

    private static @Nullable Throwable cause(@Nullable Throwable e) {
        return e == null ? null : e.getCause();
    }
}
