package io.sluice.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks a name up once for each connection and hands out only what may be called: what was checked is what is connected to,
 * whatever the name means a moment later.
 */
final class PinnedNames implements DnsResolver {
    private final DnsResolver names;
    private final Reach reach;

    PinnedNames(DnsResolver names, Reach reach) {
        this.names = names;
        this.reach = reach;
    }

    /** Says why none of a name's addresses is called. */
    static final class Refused extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        private final String why;

        Refused(String why) {
            super(why);
            this.why = why;
        }

        String why() {
            return why;
        }
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = names.resolve(host);
        InetAddress[] allowed = Arrays.stream(found)
                .filter(address -> reach.refusal(address).isEmpty())
                .toArray(InetAddress[]::new);
        if (allowed.length > 0) {
            return allowed;
        }
        Optional<String> why = Arrays.stream(found).findFirst().flatMap(reach::refusal);
        throw new Refused(host + " is not called: " + why.orElse("it has no address"));
    }

    /** Not asked for: nothing here depends on what an address calls itself. */
    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
