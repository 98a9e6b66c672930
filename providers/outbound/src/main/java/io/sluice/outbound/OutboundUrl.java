package io.sluice.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address that may be called as far as its spelling goes: http or https, no credentials in it, and a host that everybody
 * reads alike.
 *
 * @param uri without a fragment; its host is a name, an IPv4 address in four decimal parts, or an IPv6 address in brackets
 */
public record OutboundUrl(URI uri) {
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern NAME = Pattern.compile("(" + LABEL + "\\.)*" + LABEL);

    /** What C libraries and browsers take for a number, and so for an address, in the last part of a host. */
    private static final Pattern NUMBER = Pattern.compile("\\d+|0x[0-9a-f]*");

    private static final int LONGEST_NAME = 253;

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong with it and does not repeat credentials
     */
    public static OutboundUrl of(String text) {
        if (!PRINTABLE.matcher(text).matches()) {
            throw wrong("has a character that is not printable ASCII");
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw wrong("is none");
        }
        return new OutboundUrl(uri);
    }

    public OutboundUrl {
        String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw wrong("must begin with https:// or http://");
        }
        String authority = Optional.ofNullable(uri.getRawAuthority()).orElse("");
        if (authority.contains("@")) {
            throw wrong("must not have credentials in it; secrets are named beside it");
        }
        if (uri.getRawFragment() != null) {
            throw wrong("must not have a fragment");
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535 || authority.endsWith(":")) {
            throw wrong("must have a host, and a port from 1 to 65535 or none: " + authority);
        }
        checkHost(host(uri));
    }

    private static void checkHost(String host) {
        if (IpLiteral.parse(host).isPresent()) {
            return;
        }
        String last = host.substring(host.lastIndexOf('.') + 1);
        if (host.length() > LONGEST_NAME
                || !NAME.matcher(host).matches()
                || NUMBER.matcher(last).matches()) {
            throw wrong("must have a plain host: a name of letters, digits and hyphens, an IPv4 address in four decimal"
                    + " parts without leading zeros, or an IPv6 address in brackets; not " + host);
        }
    }

    public boolean https() {
        return uri.getScheme().equalsIgnoreCase("https");
    }

    /** The scheme and the authority: all of it that may be shown where a path is a password. */
    public String origin() {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    /** The path and the query, as a request to the origin has them. */
    public String target() {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    /** In lower case, without brackets. */
    public String host() {
        return host(uri);
    }

    /** The address, if the host is one; a name is looked up when it is called. */
    public Optional<InetAddress> address() {
        return IpLiteral.parse(host());
    }

    private static String host(URI uri) {
        return uri.getHost().toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("the URL " + what);
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
