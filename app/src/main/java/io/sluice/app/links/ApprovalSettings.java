package io.sluice.app.links;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.provider.Secret;
import io.sluice.traffic.DurationWords;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How people are asked to approve by mail.
 *
 * @param via the receiver of type {@code email} through whose server the mails go
 * @param key what the links are signed with
 * @param validFor how long a link is good after people were asked
 */
public record ApprovalSettings(String via, Secret key, Duration validFor) {
    private static final Duration USUAL = Duration.ofHours(24);
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    public ApprovalSettings {
        if (validFor.compareTo(SHORTEST) < 0 || validFor.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("approvals: validFor is 1m to 7d");
        }
    }

    /** The settings as written, with what they leave out. */
    @JsonCreator
    static ApprovalSettings of(
            @JsonProperty("via") @Nullable String via,
            @JsonProperty("key") @Nullable Secret key,
            @JsonProperty("validFor") @Nullable String validFor) {
        if (via == null || key == null) {
            throw new IllegalArgumentException(
                    "approvals: has a via, the name of an e-mail receiver, and a key, such as {env: SLUICE_LINK_KEY}");
        }
        return new ApprovalSettings(via, key, validFor == null ? USUAL : DurationWords.parse(validFor));
    }
}
