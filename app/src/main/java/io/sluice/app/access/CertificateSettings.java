package io.sluice.app.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.plan.Principal;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * One client certificate in {@code config.yml}, or all that say the same of whose they are.
 *
 * @param name of a person or a program; tokens may be of the same
 * @param subject what it must have as its subject, if that counts
 * @param alternative what must be among its alternative names, if that counts
 * @param grants what whoever shows it may do
 * @param groups whose approvals they may give
 */
public record CertificateSettings(
        String name,
        Optional<X500Principal> subject,
        Optional<AlternativeName> alternative,
        List<Grant> grants,
        Set<String> groups) {
    private static final String WHERE = "access.certificates";

    public CertificateSettings {
        Names.check(WHERE, name);
        TokenSettings.checkGroups(WHERE, groups);
        grants = List.copyOf(grants);
        groups = Set.copyOf(groups);
        if (subject.isEmpty() && alternative.isEmpty()) {
            throw new IllegalArgumentException(
                    WHERE + ": " + name
                            + " has a subject, such as CN=deployer,O=example, or a san, such as URI:spiffe://example.com/deployer");
        }
    }

    /** As written, with what is left out. */
    @JsonCreator
    static CertificateSettings of(
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("subject") @Nullable String subject,
            @JsonProperty("san") @Nullable String alternative,
            @JsonProperty("roles") @Nullable List<String> roles,
            @JsonProperty("labels") @Nullable Map<String, String> labels,
            @JsonProperty("groups") @Nullable Set<String> groups) {
        String whose = Objects.requireNonNullElse(name, "");
        return new CertificateSettings(
                whose,
                Optional.ofNullable(subject).map(text -> subject(whose, text)),
                Optional.ofNullable(alternative).map(text -> AlternativeName.of(WHERE + ": san of " + whose, text)),
                Grants.read(WHERE + ": " + whose, roles, labels),
                Objects.requireNonNullElse(groups, Set.of()));
    }

    private static X500Principal subject(String whose, String text) {
        try {
            return new X500Principal(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    WHERE + ": subject of " + whose + " is a name such as CN=deployer,O=example, not " + text, e);
        }
    }

    /** Whether a certificate is this one, or one of these. */
    boolean fits(X509Certificate certificate) {
        return subject.map(certificate.getSubjectX500Principal()::equals).orElse(true)
                && alternative.map(one -> one.isOf(certificate)).orElse(true);
    }

    Principal principal() {
        return new Principal(name);
    }
}
