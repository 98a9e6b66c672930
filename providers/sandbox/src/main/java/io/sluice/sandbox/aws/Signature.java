package io.sluice.sandbox.aws;

import io.sluice.sandbox.http.Request;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who signed a request and when; whether it is signed rightly nobody here asks.
 *
 * @param at by the clock of who signed, in whole seconds
 */
record Signature(String accessKey, Instant at) {
    private static final Pattern CREDENTIAL = Pattern.compile("Credential=([^/,\\s]+)/");
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** Signature Version 4, of {@code Authorization} and {@code X-Amz-Date}; empty where a request has none that can be read. */
    static Optional<Signature> of(Request request) {
        Matcher credential = CREDENTIAL.matcher(request.header("authorization").orElse(""));
        if (!credential.find()) {
            return Optional.empty();
        }
        try {
            return request.header("x-amz-date")
                    .map(date -> new Signature(credential.group(1), DATE.parse(date, Instant::from)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Why it is worth nothing at a moment: it was made too long ago, or by a clock that is too far ahead. AWS allows five minutes. */
    Optional<AwsError> refusal(Instant now, Duration signaturesLast) {
        if (now.isAfter(at.plus(signaturesLast))) {
            return Optional.of(AwsError.signature(
                    "Signature expired: " + at + " is now earlier than " + now.minus(signaturesLast)));
        }
        if (now.isBefore(at.minus(signaturesLast))) {
            return Optional.of(AwsError.signature(
                    "Signature not yet current: " + at + " is still later than " + now.plus(signaturesLast)));
        }
        return Optional.empty();
    }
}
