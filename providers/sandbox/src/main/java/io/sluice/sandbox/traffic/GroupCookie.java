package io.sluice.sandbox.traffic;

import io.sluice.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** The {@code AWSALBTG} cookie, which keeps a client with its target group until it expires. */
final class GroupCookie {
    private static final String NAME = "AWSALBTG";

    private GroupCookie() {}

    /** The ARN of the target group in the request's cookie, unless there is none or it has expired. */
    static Optional<String> targetGroupIn(Request request, Instant now) {
        for (String cookie : request.header("cookie").orElse("").split(";", -1)) {
            String pair = cookie.strip();
            if (pair.startsWith(NAME + "=")) {
                return decoded(pair.substring(NAME.length() + 1), now);
            }
        }
        return Optional.empty();
    }

    static String header(String targetGroupArn, Instant now, int durationSeconds) {
        long expires = now.getEpochSecond() + durationSeconds;
        String value = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((expires + " " + targetGroupArn).getBytes(StandardCharsets.UTF_8));
        return NAME + "=" + value + "; Max-Age=" + durationSeconds + "; Path=/";
    }

    private static Optional<String> decoded(String value, Instant now) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
            int space = text.indexOf(' ');
            boolean valid = space > 0 && Long.parseLong(text.substring(0, space)) > now.getEpochSecond();
            return valid ? Optional.of(text.substring(space + 1)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            // A cookie that is not ours is like no cookie.
            return Optional.empty();
        }
    }
}
