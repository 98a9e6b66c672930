package io.sluice.app;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.app.store.Nodes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code config.yml} says of this node among several.
 *
 * @param name for people; the host's where it is left out
 */
public record NodeSettings(Optional<String> name) {
    static final NodeSettings NONE = new NodeSettings(Optional.empty());

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int LONGEST_NAME = 64;

    public NodeSettings {
        name.filter(given -> !NAME.matcher(given).matches()).ifPresent(given -> {
            throw new IllegalArgumentException("node: a name has at most 64 letters, digits and . _ -, not " + given);
        });
    }

    /** As written, with what is left out. */
    @JsonCreator
    static NodeSettings of(@JsonProperty("name") @Nullable String name) {
        return new NodeSettings(Optional.ofNullable(name));
    }

    /** This life of this process, as the others are told of it. */
    Nodes.Self self(String id, String timeZones) {
        String host = host();
        String shown = name.orElse(host.substring(0, Math.min(host.length(), LONGEST_NAME)));
        String release = NodeSettings.class.getPackage().getImplementationVersion();
        return new Nodes.Self(id, shown, host, release == null ? "unpacked" : release, timeZones);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown"; // a machine that does not know its own name is not kept from working by that
        }
    }
}
