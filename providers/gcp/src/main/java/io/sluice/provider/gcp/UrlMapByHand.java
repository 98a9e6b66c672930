package io.sluice.provider.gcp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sluice.provider.PrettyJson;
import io.sluice.traffic.ShellCommand;
import io.sluice.traffic.ShellCommand.Purpose;
import io.sluice.traffic.ShellCommand.Word;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The commands that put one place of a URL map back.
 *
 * <p>{@code gcloud} has none that sets a weight, and its {@code url-maps import} takes no URL map with a field that it does
 * not know, writes over a change of the last moment without a word, and reads nothing but what {@code export} wrote. So the
 * URL map is read, edited and written as Sluice does it: whole, and with its fingerprint, so that Google refuses what was
 * made from an old one.
 *
 * @param endpoint an emulator instead of Google
 * @param withToken whether it has to be known who asks
 */
record UrlMapByHand(Place place, Optional<URI> endpoint, boolean withToken) {
    private static final URI GOOGLE = URI.create("https://compute.googleapis.com");
    private static final String SPLIT = "$split";

    List<ShellCommand> commands(Split split) {
        String before = place.urlMap().name() + ".before.json";
        String after = place.urlMap().name() + ".after.json";
        return List.of(
                new ShellCommand(
                                Purpose.LOOK,
                                "Reads the URL map as it is now, with its fingerprint, into a file.",
                                curl(),
                                Optional.empty())
                        .into(before),
                ShellCommand.of(
                                Purpose.PREPARE,
                                "Gives %s the split that it had, in another file, and leaves all else as it is."
                                        .formatted(place.words()),
                                jq(split, before))
                        .into(after),
                new ShellCommand(
                        Purpose.CHANGE,
                        "Writes the URL map. Google answers with an operation, or with 412 if it was changed since it was"
                                + " read: begin again then.",
                        curl(
                                "--request",
                                "PUT",
                                "--header",
                                "Content-Type: application/json",
                                "--data-binary",
                                "@" + after),
                        Optional.empty()),
                check());
    }

    List<String> remarks() {
        return List.of(
                "Give the commands with gcloud signed in as somebody who may read and update URL maps of project %s; they need"
                                .formatted(place.urlMap().project())
                        + " curl and jq, as Cloud Shell has them.",
                "Other places of the URL map, and what %s does beside splitting, stay as they are now. A backend service that came"
                                .formatted(place.words())
                        + " into the split since is taken out of it.",
                "The weights are in force some seconds after the operation is done.");
    }

    private ShellCommand check() {
        String why = "Shows the URL map again: its split is to be the one above.";
        if (endpoint.isPresent()) {
            return new ShellCommand(Purpose.CHECK, why, curl(), Optional.empty());
        }
        Resource urlMap = place.urlMap();
        List<String> words = new ArrayList<>(List.of("gcloud", "compute", "url-maps", "describe", urlMap.name()));
        words.addAll(List.of("--project", urlMap.project()));
        words.addAll(
                urlMap.isGlobal()
                        ? List.of("--global")
                        : List.of(
                                "--region",
                                urlMap.scope().substring(urlMap.scope().indexOf('/') + 1)));
        return ShellCommand.of(Purpose.CHECK, why, words);
    }

    private List<Word> curl(String... options) {
        List<Word> words = new ArrayList<>();
        for (String text : List.of("curl", "--silent", "--show-error", "--fail-with-body")) {
            words.add(new Word.Text(text));
        }
        if (withToken) {
            words.add(new Word.Text("--header"));
            words.add(new Word.Printed("Authorization: Bearer ", List.of("gcloud", "auth", "print-access-token")));
        }
        for (String option : options) {
            words.add(new Word.Text(option));
        }
        words.add(new Word.Text("--url"));
        words.add(new Word.Text(
                endpoint.orElse(GOOGLE) + "/compute/v1/" + place.urlMap().path()));
        return words;
    }

    private List<String> jq(Split split, String file) {
        List<String> words = new ArrayList<>(List.of("jq", "--argjson", SPLIT.substring(1)));
        words.add(split.plain() ? quoted(split.service()) : PrettyJson.of(split.list()));
        words.addAll(List.of(filter(split.plain()), file));
        return words;
    }

    /** What {@link UrlMap#splitting} does, as an edit of the place. */
    private String filter(boolean plain) {
        String service = "." + place.named("service");
        String redirect = "." + place.named("urlRedirect");
        String action = "." + place.named("routeAction");
        String list = action + ".weightedBackendServices";
        String edit = plain
                ? "del(%1$s, %2$s) | %3$s = %4$s | if %5$s == {} then del(%5$s) else . end"
                        .formatted(redirect, list, service, SPLIT, action)
                : "del(%s, %s) | %s = %s".formatted(service, redirect, list, SPLIT);
        return switch (place) {
            case Place.OfMap _ -> edit;
            case Place.OfMatcher(var _, String matcher) -> within(matcher(matcher), edit);
            case Place.OfPathRule(var _, String matcher, String path) ->
                within(
                        matcher(matcher) + " | .pathRules[] | select(any(.paths[]; . == %s))".formatted(quoted(path)),
                        edit);
            case Place.OfRouteRule(var _, String matcher, int priority) ->
                within(matcher(matcher) + " | .routeRules[] | select(.priority == %d)".formatted(priority), edit);
        };
    }

    private static String matcher(String name) {
        return ".pathMatchers[] | select(.name == %s)".formatted(quoted(name));
    }

    private static String within(String path, String edit) {
        return "(" + path + ")\n  |= (" + edit + ")";
    }

    /** JSON's texts are jq's too: a backslash of the text is doubled, so that none begins an interpolation. */
    private static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }
}
