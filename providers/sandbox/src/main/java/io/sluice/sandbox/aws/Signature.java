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

    /** Whether it was made so long ago that it is worth nothing any more; AWS takes one that is five minutes old. */
    boolean isOver(Instant now, Duration signaturesLast) {
        return now.isAfter(at.plus(signaturesLast));
    }
}
