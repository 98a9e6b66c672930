package io.sluice.provider.azure;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpResponse;
import com.azure.core.management.exception.ManagementException;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the SDK throws and what Azure answers, in the words of the seam; nothing else here knows either. */
final class AzureErrors {
    /** Another change has the resource: nothing was done, and it is no fault of how often one asked. */
    private static final Set<String> BUSY = Set.of(
            "AnotherOperationInProgress",
            "RetryableErrorDueToAnotherOperation",
            "ConflictingServerOperation",
            "OperationPreempted");

    /** Refusals that no repetition helps against, whatever their status. */
    private static final Set<String> NEVER =
            Set.of("SubscriptionNotRegisteredForFeature", "MissingSubscriptionRegistration");

    /** Thrown by the SDK when an operation was cancelled: what the service said of it is lost. */
    private static final String CANCELLED = "USER_CANCELLED";

    private AzureErrors() {}

    /** Makes a call that changes nothing, so that whatever went wrong with it nothing happened. */
    static <T> T reading(Supplier<T> call) {
        return calling(call, false);
    }

    /** Makes a call that changes something: unless Azure refused it, it may have happened. */
    static <T> T writing(Supplier<T> call) {
        return calling(call, true);
    }

    private static <T> T calling(Supplier<T> call, boolean write) {
        try {
            return call.get();
        } catch (ProviderException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ProviderException(thrown(e, write), e);
        }
    }

    private static ProviderError thrown(RuntimeException e, boolean write) {
        Optional<NoToken> noToken = cause(e, NoToken.class);
        if (noToken.isPresent()) {
            return noToken.get().refused()
                    ? new ProviderError.Denied("no Azure credentials that are accepted were found")
                    : new ProviderError.Unavailable("no token could be had for Azure: " + message(noToken.get()));
        }
        Optional<HttpResponseException> answered = cause(e, HttpResponseException.class);
        if (answered.isPresent()) {
            return answered(answered.get(), write);
        }
        boolean unanswered = Stream.of(IOException.class, UncheckedIOException.class, TimeoutException.class)
                .anyMatch(kind -> cause(e, kind).isPresent());
        if (!unanswered) {
            throw e;
        }
        boolean neverSent = Stream.of(ConnectException.class, UnknownHostException.class, NoRouteToHostException.class)
                .anyMatch(kind -> cause(e, kind).isPresent());
        return unsettled("no answer from Azure: " + message(e), write && !neverSent);
    }

    private static ProviderError answered(HttpResponseException e, boolean write) {
        HttpResponse response = e.getResponse();
        String code = e instanceof ManagementException managed && managed.getValue() != null
                ? String.valueOf(managed.getValue().getCode())
                : "";
        String message = e instanceof ManagementException managed && managed.getValue() != null
                ? String.valueOf(managed.getValue().getMessage())
                : message(e);
        if (response == null) {
            String what = code.equals(CANCELLED) ? "the operation was cancelled, by another perhaps" : message;
            return unsettled("Azure says " + code + ": " + what, write);
        }
        return answered(response.getStatusCode(), code, message, response.getHeaders(), write);
    }

    /** What an answer that is not a success means. */
    static ProviderError answered(int status, String code, String message, HttpHeaders headers, boolean write) {
        String detail = "Azure says " + (code.isEmpty() ? "HTTP " + status : code) + ": " + message;
        if (NEVER.contains(code)) {
            return new ProviderError.Invalid(detail);
        }
        if (BUSY.contains(code)) {
            return new ProviderError.Unavailable(detail);
        }
        return switch (status) {
            case 429 -> new ProviderError.Throttled(detail, retryAfter(headers));
            case 401, 403 -> new ProviderError.Denied(detail);
            case 404 -> new ProviderError.NotFound(detail);
            case 409, 412 -> new ProviderError.Conflict(detail);
            default ->
                // An operation that ran and failed is thrown with the status of the poll, which was answered well.
                status < 400 || status >= 500 || status == 408
                        ? unsettled(detail, write)
                        : new ProviderError.Invalid(detail);
        };
    }

    /** Whether the same question may be answered if it is asked again in a while. */
    static boolean isPassing(ProviderError error) {
        return error instanceof ProviderError.Throttled || error instanceof ProviderError.Unavailable;
    }

    /** In seconds, as Azure writes it; other spellings of the header say nothing here. */
    static Optional<Duration> retryAfter(HttpHeaders headers) {
        return Optional.ofNullable(headers.getValue(HttpHeaderName.RETRY_AFTER))
                .filter(value -> value.matches("\\d{1,6}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)));
    }

    private static ProviderError unsettled(String detail, boolean mayHaveHappened) {
        return mayHaveHappened ? new ProviderError.Unknown(detail) : new ProviderError.Unavailable(detail);
    }

    private static <T extends Throwable> Optional<T> cause(Throwable e, Class<T> kind) {
        return Stream.<@Nullable Throwable>iterate(e, cause -> cause != null, AzureErrors::cause)
                .limit(20)
                .flatMap(Stream::ofNullable)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }

    private static @Nullable Throwable cause(@Nullable Throwable e) {
        return e == null ? null : e.getCause();
    }

    private static String message(Throwable e) {
        return String.valueOf(e.getMessage());
    }
}
