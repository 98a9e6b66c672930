package io.sluice.provider.aws;

import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What the SDK throws, in the words of the seam; nothing else here knows its exceptions. */
final class AwsErrors {
    private static final Set<String> DENIALS = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "AuthFailure",
            "ExpiredToken",
            "ExpiredTokenException",
            "IncompleteSignature",
            "InvalidClientTokenId",
            "MissingAuthenticationToken",
            "NotAuthorized",
            "OptInRequired",
            "SignatureDoesNotMatch",
            "UnauthorizedOperation",
            "UnrecognizedClientException");

    /**
     * How AWS says that a request was signed at the wrong time: by a clock that is wrong, or by a process that then stood still. The SDK
     * goes by the date of that answer from then on, so the next request is signed rightly.
     */
    private static final Set<String> WRONG_TIMES =
            Set.of("RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture");

    private static final Pattern WRONG_TIME = Pattern.compile("Signature (expired|not yet current)");

    /** Asked too often, though the SDK has no such exception for it: one zone takes one change at a time. */
    private static final Set<String> THROTTLES = Set.of("PriorRequestNotComplete");

    /** Route 53 may refuse a batch with a document of its own, which the SDK does not read. */
    private static final Pattern REFUSED_BATCH =
            Pattern.compile("<InvalidChangeBatch[ >].*?<Message>([^<]*)", Pattern.DOTALL);

    private AwsErrors() {}

    /** Makes a call that changes nothing, so that whatever went wrong with it nothing happened. */
    static <T> T reading(Supplier<T> call) {
        return calling(call, false);
    }

    /** Makes a call that changes something: unless AWS refused it, it may have happened. */
    static <T> T writing(Supplier<T> call) {
        return calling(call, true);
    }

    private static <T> T calling(Supplier<T> call, boolean write) {
        try {
            return call.get();
        } catch (MissingCredentials e) {
            throw new ProviderException(new ProviderError.Denied("no AWS credentials were found"), e);
        } catch (AwsServiceException e) {
            throw new ProviderException(answered(e, write), e);
        } catch (SdkException e) {
            throw new ProviderException(unanswered(e, write), e);
        }
    }

    private static ProviderError answered(AwsServiceException e, boolean write) {
        String code = code(e);
        String detail = "AWS says " + code + ": " + message(e);
        if (e.isThrottlingException() || THROTTLES.contains(code)) {
            return new ProviderError.Throttled(detail, Optional.empty());
        }
        if (WRONG_TIMES.contains(code) || WRONG_TIME.matcher(message(e)).find()) {
            return new ProviderError.Unavailable(detail + "; is the clock of this machine right?");
        }
        if (e.statusCode() < 400 || e.statusCode() >= 500 || e.statusCode() == 408) {
            return unsettled(detail, write);
        }
        if (e.statusCode() == 401 || e.statusCode() == 403 || DENIALS.contains(code)) {
            return new ProviderError.Denied(detail);
        }
        if (code.equals("InvalidChangeBatch")) {
            return new ProviderError.Conflict(detail);
        }
        return code.endsWith("NotFound") || code.endsWith("NotFoundException") || code.startsWith("NoSuch")
                ? new ProviderError.NotFound(detail)
                : new ProviderError.Invalid(detail);
    }

    private static ProviderError unanswered(SdkException e, boolean write) {
        if (causes(e).anyMatch(MissingCredentials.class::isInstance)) {
            return new ProviderError.Denied("no AWS credentials were found");
        }
        boolean neverSent = causes(e)
                .anyMatch(cause -> cause instanceof ConnectException
                        || cause instanceof UnknownHostException
                        || cause instanceof NoRouteToHostException);
        return unsettled("no answer from AWS: " + message(e), write && !neverSent);
    }

    private static ProviderError unsettled(String detail, boolean mayHaveHappened) {
        return mayHaveHappened ? new ProviderError.Unknown(detail) : new ProviderError.Unavailable(detail);
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.<@Nullable Throwable>iterate(e, cause -> cause != null, AwsErrors::cause)
                .limit(20)
                .flatMap(Stream::ofNullable);
    }

    private static @Nullable Throwable cause(@Nullable Throwable e) {
        return e == null ? null : e.getCause();
    }

    private static String code(AwsServiceException e) {
        if (e.awsErrorDetails() != null && e.awsErrorDetails().errorCode() != null) {
            return e.awsErrorDetails().errorCode();
        }
        return REFUSED_BATCH.matcher(body(e)).find() ? "InvalidChangeBatch" : "HTTP " + e.statusCode();
    }

    private static String message(SdkException e) {
        if (e instanceof AwsServiceException answered && answered.awsErrorDetails() != null) {
            Matcher refusal = REFUSED_BATCH.matcher(body(answered));
            return refusal.find()
                    ? refusal.group(1)
                    : String.valueOf(answered.awsErrorDetails().errorMessage());
        }
        return String.valueOf(e.getMessage());
    }

    private static String body(AwsServiceException e) {
        return e.awsErrorDetails() == null || e.awsErrorDetails().rawResponse() == null
                ? ""
                : e.awsErrorDetails().rawResponse().asUtf8String();
    }
}
