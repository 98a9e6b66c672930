package io.sluice.sandbox.gcp;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one thing of Compute Engine.
 *
 * @param scope {@code global}, or {@code regions/europe-west1}
 * @param collection {@code urlMaps}, {@code backendServices}, {@code operations}
 */
record Resource(String project, String scope, String collection, String name) {
    private static final String SERVER = "https://www.googleapis.com/compute/v1/";
    private static final Pattern PATH = Pattern.compile("projects/([^/]+)/(global|regions/[^/]+)/([A-Za-z]+)/([^/]+)");

    /** Reads a full or a partial URL, as clients write them within a resource of a project. */
    static Optional<Resource> find(String text, String project) {
        String path = text.replaceFirst("^https?://[^/]+/compute/[a-z0-9]+/", "");
        String whole = path.startsWith("projects/") ? path : "projects/" + project + "/" + path;
        Matcher matcher = PATH.matcher(whole);
        return matcher.matches()
                ? Optional.of(new Resource(matcher.group(1), matcher.group(2), matcher.group(3), matcher.group(4)))
                : Optional.empty();
    }

    static Resource of(String text, String project, String collection) throws GcpError {
        return find(text, project)
                .filter(resource -> resource.collection().equals(collection))
                .orElseThrow(() -> GcpError.invalid("Invalid value for field: '" + text
                        + "'. The URL is malformed; it must be one of " + collection));
    }

    Resource beside(String otherCollection, String otherName) {
        return new Resource(project, scope, otherCollection, otherName);
    }

    boolean isGlobal() {
        return scope.equals("global");
    }

    String path() {
        return "projects/" + project + "/" + scope + "/" + collection + "/" + name;
    }

    String link() {
        return SERVER + path();
    }
}
