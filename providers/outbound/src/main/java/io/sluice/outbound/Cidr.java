package io.sluice.outbound;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of addresses, as in {@code 10.0.0.0/8}.
 *
 * @param bits how many leading bits its addresses share with {@code network}; the others are zero there
 */
public record Cidr(InetAddress network, int bits) {
    private static final Pattern SPELLING = Pattern.compile("([^/]+)/(0|[1-9]\\d{0,2})");

    public Cidr {
        byte[] address = network.getAddress();
        if (bits < 0 || bits > address.length * 8) {
            throw new IllegalArgumentException("a block of " + network.getHostAddress() + " has 0 to "
                    + address.length * 8 + " bits, not " + bits);
        }
        for (int i = bits; i < address.length * 8; i++) {
            if (bit(address, i) != 0) {
                throw new IllegalArgumentException(
                        network.getHostAddress() + "/" + bits + " has bits after its first " + bits);
            }
        }
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException with a sentence that says how one is written
     */
    public static Cidr of(String text) {
        Matcher written = SPELLING.matcher(text);
        if (written.matches()) {
            InetAddress network = IpLiteral.parse(written.group(1)).orElse(null);
            if (network != null) {
                return new Cidr(network, Integer.parseInt(written.group(2)));
            }
        }
        throw new IllegalArgumentException("a block of addresses is written 10.0.0.0/8 or fd00::/8, not " + text);
    }

    boolean contains(InetAddress address) {
        byte[] ours = network.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            if (bit(ours, i) != bit(theirs, i)) {
                return false;
            }
        }
        return true;
    }

    private static int bit(byte[] address, int i) {
        return (address[i / 8] >> (7 - i % 8)) & 1;
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + bits;
    }
}
