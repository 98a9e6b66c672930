package io.sluice.app.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.outbound.OutboundUrl;
import io.sluice.outbound.Reach;
import io.sluice.traffic.DurationWords;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The identity provider whose tokens are taken.
 *
 * @param issuer as its tokens spell it in {@code iss}; what it says of itself is at {@code /.well-known/openid-configuration} below
 * @param audience what one of {@code aud} must be
 * @param name the claim that says who it is
 * @param groups the claim with their groups; dots lead into objects
 * @param grants what who is in which group may do
 * @param keepKeys how long its keys are good when it cannot be asked for newer ones
 * @param callDeadline for one call to it
 * @param reach where it may be
 * @param browser how browsers come by it; empty where they do not
 */
public record OidcSettings(
        OutboundUrl issuer,
        String audience,
        String name,
        String groups,
        List<OfGroup> grants,
        Duration keepKeys,
        Duration callDeadline,
        Reach reach,
        Optional<BrowserSettings> browser) {
    private static final Duration SHORTEST = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofDays(30);

    public OidcSettings {
        grants = List.copyOf(grants);
        if (!issuer.https() && reach.named().isEmpty()) {
            throw new IllegalArgumentException(
                    "access.oidc: issuer must begin with https://, unless `allow` names the addresses that it stands for");
        }
        if (grants.isEmpty()) {
            throw new IllegalArgumentException("access.oidc has no grants: nobody whom it names could do anything");
        }
        if (keepKeys.compareTo(SHORTEST) < 0 || keepKeys.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("access.oidc: keepKeys is 5m to 30d");
        }
    }

    /**
     * What some may do.
     *
     * @param group whose members; empty for everybody whom the provider names
     */
    public record OfGroup(Optional<String> group, List<Grant> grants) {
        @JsonCreator
        static OfGroup of(
                @JsonProperty("group") @Nullable String group,
                @JsonProperty("roles") @Nullable List<String> roles,
                @JsonProperty("labels") @Nullable Map<String, String> labels) {
            return new OfGroup(
                    Optional.ofNullable(group),
                    Grants.read(
                            "access.oidc.grants: " + Objects.requireNonNullElse(group, "everybody"), roles, labels));
        }
    }

    /** What somebody may who is in these groups. */
    List<Grant> grants(Set<String> groups) {
        return grants.stream()
                .filter(some -> some.group().map(groups::contains).orElse(true))
                .flatMap(some -> some.grants().stream())
                .distinct()
                .toList();
    }

    /** Whether a group says what somebody may. */
    boolean grantsBy(String group) {
        return grants.stream()
                .anyMatch(some -> some.group().filter(group::equals).isPresent());
    }

    /** As written, with what is left out. */
    @JsonCreator
    static OidcSettings of(
            @JsonProperty("issuer") @Nullable String issuer,
            @JsonProperty("audience") @Nullable String audience,
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("groups") @Nullable String groups,
            @JsonProperty("grants") @Nullable List<OfGroup> grants,
            @JsonProperty("keepKeys") @Nullable String keepKeys,
            @JsonProperty("callDeadline") @Nullable String callDeadline,
            @JsonProperty("allow") @Nullable List<String> allow,
            @JsonProperty("browser") @Nullable BrowserSettings browser) {
        if (issuer == null || audience == null) {
            throw new IllegalArgumentException("access.oidc has an issuer and an audience");
        }
        return new OidcSettings(
                OutboundUrl.of(issuer),
                audience,
                Objects.requireNonNullElse(name, "sub"),
                Objects.requireNonNullElse(groups, "groups"),
                Objects.requireNonNullElse(grants, List.of()),
                DurationWords.parse(Objects.requireNonNullElse(keepKeys, "24h")),
                DurationWords.parse(Objects.requireNonNullElse(callDeadline, "5s")),
                Reach.of(Objects.requireNonNullElse(allow, List.of())),
                Optional.ofNullable(browser));
    }
}
