package io.sluice.provider.azure;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.provider.PrettyJson;
import io.sluice.traffic.ShellCommand;
import io.sluice.traffic.ShellCommand.Purpose;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Azure's command line, as far as routes are put back by it: its plain requests to Resource Manager, which are those that
 * Sluice makes. The commands for single products come and go with versions and extensions, and none knows every field.
 *
 * @param emulator instead of Azure; nobody signs in there
 * @param cloud the Resource Manager of another Azure cloud, to which {@code az} has to be set
 */
record AzCli(Optional<URI> emulator, Optional<URI> cloud) {
    static AzCli of(AzureProviderFactory settings) {
        boolean signsIn = settings.credentials() != AzureCredentials.NONE;
        return new AzCli(
                settings.endpoint().filter(_ -> !signsIn), settings.endpoint().filter(_ -> signsIn));
    }

    /**
     * A look at a resource.
     *
     * @param query what of the answer is shown, in JMESPath; empty: all
     */
    ShellCommand look(Purpose purpose, String why, String path, String version, String query) {
        return ShellCommand.of(
                purpose, why, rest("get", path, version, query.isEmpty() ? List.of() : List.of("--query", query)));
    }

    ShellCommand patch(String why, String path, String version, JsonNode body) {
        return ShellCommand.of(
                Purpose.CHANGE, why, rest("patch", path, version, List.of("--body", PrettyJson.of(body))));
    }

    /** Puts what a file holds. */
    ShellCommand put(String why, String path, String version, String file) {
        return ShellCommand.of(Purpose.CHANGE, why, rest("put", path, version, List.of("--body", "@" + file)));
    }

    private List<String> rest(String method, String path, String version, List<String> more) {
        List<String> words = new ArrayList<>(List.of("az", "rest", "--method", method, "--url"));
        words.add(emulator.map(URI::toString).orElse("") + path + "?api-version=" + version);
        emulator.ifPresent(_ -> words.add("--skip-authorization-header"));
        words.addAll(more);
        return words;
    }

    /** Whom the commands have to run as. */
    String remark(ArmId id, String tools) {
        return "Give the commands with az signed in as somebody who may read and write %s in subscription %s%s%s."
                .formatted(
                        id.name(),
                        id.subscription(),
                        cloud.map(uri -> ", and set to the cloud whose Resource Manager is " + uri)
                                .orElse(""),
                        tools);
    }

    /** The path of a resource whose names may hold blanks. */
    static String path(String id) {
        return id.replace(" ", "%20");
    }
}
