package io.sluice.provider.gcp;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names one thing of Compute Engine, however its URL was written: whole, from {@code projects/} on, or within a project.
 *
 * @param scope {@code global}, or {@code regions/europe-west1}
 * @param collection {@code urlMaps}, {@code backendServices}, {@code operations}
 */
record Resource(String project, String scope, String collection, String name) {
    private static final String SERVER = "https://www.googleapis.com/compute/v1/";
    private static final Pattern WHOLE =
            Pattern.compile("https://(?:www|compute)\\.googleapis\\.com/compute/(?:v1|beta|alpha)/(projects/.+)");
    private static final Pattern PATH =
            Pattern.compile("projects/([a-z0-9.:-]+)/(global|regions/[a-z0-9-]+)/([A-Za-z]+)/([a-z0-9-]+)");

    /** Reads a URL of that collection as it was written in something of a project. */
    static Optional<Resource> find(String text, String project, String collection) {
        Matcher whole = WHOLE.matcher(text);
        String path = whole.matches() ? whole.group(1) : text;
        Matcher matcher = PATH.matcher(path.startsWith("projects/") ? path : "projects/" + project + "/" + path);
        return matcher.matches() && matcher.group(3).equals(collection)
                ? Optional.of(new Resource(matcher.group(1), matcher.group(2), collection, matcher.group(4)))
                : Optional.empty();
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

    /** As Google writes it in what it answers. */
    String link() {
        return SERVER + path();
    }

    @Override
    public String toString() {
        return path();
    }
}
