package io.sluice.app.access;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** One of the alternative names of a certificate (RFC 5280, section 4.2.1.6), written as OpenSSL shows it: {@code DNS:ci.example.com}. */
record AlternativeName(Kind kind, String value) {
    /** Those that name programs and people. */
    enum Kind {
        EMAIL("email:", 1),
        DNS("DNS:", 2),
        URI("URI:", 6);

        private final String prefix;
        private final int tag;

        Kind(String prefix, int tag) {
            this.prefix = prefix;
            this.tag = tag;
        }
    }

    /**
     * As written.
     *
     * @param where for messages
     * @throws IllegalArgumentException if it is none
     */
    static AlternativeName of(String where, String text) {
        for (Kind kind : Kind.values()) {
            if (text.toLowerCase(Locale.ROOT).startsWith(kind.prefix.toLowerCase(Locale.ROOT))
                    && text.length() > kind.prefix.length()) {
                return new AlternativeName(kind, text.substring(kind.prefix.length()));
            }
        }
        throw new IllegalArgumentException(where + " begins with URI:, DNS: or email:, and is not " + text);
    }

    /** Whether a certificate has it; hosts have no case, and everything else does. */
    boolean isOf(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names != null
                    && names.stream()
                            .filter(name -> name.getFirst().equals(kind.tag))
                            .map(name -> String.valueOf(name.get(1)))
                            .anyMatch(kind == Kind.DNS ? value::equalsIgnoreCase : value::equals);
        } catch (CertificateParsingException _) {
            return false;
        }
    }
}
