package io.sluice.provider.gcp;

/** Where a URL map keeps a split: there are four kinds of places for one. */
sealed interface Place {
    Resource urlMap();

    /** The requests that no host rule matches. */
    record OfMap(Resource urlMap) implements Place {}

    /** The requests of a path matcher that none of its rules matches. */
    record OfMatcher(Resource urlMap, String matcher) implements Place {}

    /** The requests of one path rule, which is named by the first of its paths. */
    record OfPathRule(Resource urlMap, String matcher, String path) implements Place {}

    /** The requests of one route rule, which is named by its priority. */
    record OfRouteRule(Resource urlMap, String matcher, int priority) implements Place {}

    /** What the field of that meaning is called in this place: a rule has {@code service}, the others {@code defaultService}. */
    default String named(String meaning) {
        return switch (this) {
            case OfMap _, OfMatcher _ -> "default" + Character.toUpperCase(meaning.charAt(0)) + meaning.substring(1);
            case OfPathRule _, OfRouteRule _ -> meaning;
        };
    }

    /** The place in words. */
    default String words() {
        return switch (this) {
            case OfMap _ -> "the default of " + urlMap();
            case OfMatcher(var _, String matcher) -> "path matcher " + matcher + " of " + urlMap();
            case OfPathRule(var _, String matcher, String path) ->
                "the path rule " + path + " of path matcher " + matcher + " of " + urlMap();
            case OfRouteRule(var _, String matcher, int priority) ->
                "the route rule " + priority + " of path matcher " + matcher + " of " + urlMap();
        };
    }

    /** One text for one place. */
    default String key() {
        return "gcp:" + urlMap().path()
                + switch (this) {
                    case OfMap _ -> "";
                    case OfMatcher(var _, String matcher) -> "#" + matcher;
                    case OfPathRule(var _, String matcher, String path) -> "#" + matcher + "#path#" + path;
                    case OfRouteRule(var _, String matcher, int priority) -> "#" + matcher + "#route#" + priority;
                };
    }
}
