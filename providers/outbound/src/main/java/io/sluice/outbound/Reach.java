package io.sluice.outbound;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses may be called: the public ones, and those that the settings name.
 *
 * <p>Whoever writes a plan or a receiver's address could otherwise make Sluice ask what only Sluice can reach: itself, its
 * neighbours, and the services that hand out a machine's credentials.
 *
 * @param named blocks that are not public and may be called nevertheless
 * @param anywhere whether everything may be called but {@link #NEVER}: for a provider's own endpoint, which no plan names
 */
public record Reach(List<Cidr> named, boolean anywhere) {
    private static final List<Cidr> LOOPBACK = cidrs("127.0.0.0/8", "::1/128");

    /** Where clouds hand credentials to whoever asks: no setting opens these. */
    private static final List<Cidr> NEVER = cidrs(
            "169.254.169.254/32", // AWS, Azure, Google Cloud, Oracle
            "169.254.170.2/32", // AWS: credentials of a task
            "169.254.170.23/32", // AWS: credentials of a pod
            "168.63.129.16/32", // Azure: the host of the machine
            "100.100.100.200/32", // Alibaba
            "192.0.0.192/32", // Oracle, before
            "fd00:ec2::254/128", // AWS
            "fd00:ec2::23/128", // AWS: credentials of a pod
            "fd20:ce::254/128"); // Google Cloud

    /** IANA's registry of IPv4 special-purpose addresses: what is not globally reachable, and multicast. */
    private static final List<Cidr> SPECIAL_4 = cidrs(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4");

    /** All of IPv6 that is handed out for the public so far … */
    private static final Cidr GLOBAL_6 = Cidr.of("2000::/3");

    /** … but IANA's special purposes within it; 2001::/32 and 2002::/16 would be tunnels to any IPv4 address. */
    private static final List<Cidr> SPECIAL_6 = cidrs("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /** Networks without IPv4 reach it through these; what counts is the address in their last four bytes. */
    private static final Cidr NAT64 = Cidr.of("64:ff9b::/96");

    public Reach {
        named = List.copyOf(named);
    }

    /**
     * As the settings say it.
     *
     * @param allow blocks of addresses, and {@code loopback} for this machine
     * @throws IllegalArgumentException if it says something else
     */
    public static Reach of(List<String> allow) {
        List<Cidr> named = new ArrayList<>();
        for (String one : allow) {
            if (one.equals("loopback")) {
                named.addAll(LOOPBACK);
            } else {
                named.add(Cidr.of(one));
            }
        }
        return new Reach(named, false);
    }

    /** For endpoints that stand in the settings of a provider, and that the network's owner alone decides on. */
    public static Reach ofProviders() {
        return new Reach(List.of(), true);
    }

    /** Why an address is not called; empty if it may be. */
    public Optional<String> refusal(InetAddress address) {
        InetAddress meant = embedded(address);
        String words = meant.getHostAddress();
        if (within(NEVER, meant)) {
            return Optional.of(words + " hands out the machine's own credentials and is never called");
        }
        if (anywhere || within(named, meant) || isPublic(meant)) {
            return Optional.empty();
        }
        return Optional.of(words + " is not public, and its setting `allow` does not name it");
    }

    private static boolean isPublic(InetAddress address) {
        return address instanceof Inet6Address
                ? GLOBAL_6.contains(address) && !within(SPECIAL_6, address)
                : !within(SPECIAL_4, address);
    }

    private static InetAddress embedded(InetAddress address) {
        if (!NAT64.contains(address)) {
            return address;
        }
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static boolean within(List<Cidr> blocks, InetAddress address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }

    private static List<Cidr> cidrs(String... blocks) {
        return Arrays.stream(blocks).map(Cidr::of).toList();
    }
}
