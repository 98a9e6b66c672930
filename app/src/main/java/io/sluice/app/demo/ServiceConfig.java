package io.sluice.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** The {@code config.yml} that everyone begins with, changed in what only the demo wants otherwise. */
final class ServiceConfig {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static final String ENDPOINT = "endpoint";
    private static final String USUAL_SANDBOX =
            "http://127.0.0.1:" + Flags.defaults().sandboxPort();

    /** An open page that follows events would otherwise hold up Ctrl-C for half a minute. */
    private static final String SHUTDOWN_GRACE = "1s";

    private ServiceConfig() {}

    /**
     * Writes the changed copy.
     *
     * @param data where the service is to keep its database
     * @param sandbox what the provider instances are to talk to that talk to the sandbox where it usually is
     */
    static void write(Path from, Path to, Path data, Flags flags, URI sandbox) {
        try {
            JsonNode config = YAML.readTree(from.toFile());
            if (!(config instanceof ObjectNode changed)) {
                throw new DemoFailed(from + " has no settings");
            }
            changed.put("data", data.toString());
            changed.remove("database"); // the embedded one, always
            changed.putObject("access").put("none", true); // whoever runs the demo is on this machine
            redirect(changed.path("providers"), sandbox);
            ObjectNode server = changed.withObject("/server");
            server.putArray("applicationConnectors").add(connector(flags.apiPort()));
            server.putArray("adminConnectors").add(connector(flags.adminPort()));
            server.putObject("requestLog").putArray("appenders");
            server.put("shutdownGracePeriod", SHUTDOWN_GRACE);
            YAML.writeValue(to.toFile(), changed);
        } catch (IOException e) {
            throw new DemoFailed("%s cannot be used: %s".formatted(from, e.getMessage()), e);
        }
    }

    /** Whoever talks to the sandbox says where it usually is; the others have their own clouds, and keep them. */
    private static void redirect(JsonNode providers, URI sandbox) {
        for (JsonNode each : providers) {
            if (each instanceof ObjectNode provider
                    && provider.path(ENDPOINT).asText().equals(USUAL_SANDBOX)) {
                provider.put(ENDPOINT, sandbox.toString());
            }
        }
    }

    private static ObjectNode connector(int port) {
        return YAML.createObjectNode()
                .put("type", "http")
                .put("bindHost", "127.0.0.1")
                .put("port", port);
    }
}
