package io.sluice.outbound;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses in the one spelling that everybody reads alike; nothing is looked up. */
final class IpLiteral {
    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern DOTTED = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
    private static final Pattern COLONS = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private IpLiteral() {}

    /**
     * Reads {@code 10.0.0.7} or {@code fd00::7}; an IPv4 address in IPv6's clothes comes out as what it is.
     *
     * @return empty for names and for everything odd: octal, hexadecimal or missing parts, zones
     */
    static Optional<InetAddress> parse(String text) {
        if (DOTTED.matcher(text).matches()) {
            return Optional.of(InetAddress.ofLiteral(text));
        }
        if (!COLONS.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Inet6Address.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
