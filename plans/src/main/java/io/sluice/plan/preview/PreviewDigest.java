package io.sluice.plan.preview;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Route;
import io.sluice.traffic.Timing;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Names all that a preview depends on but the time: the plan, each route as it was seen, and how this service looks.
 *
 * <p>Written {@code sha256:<64 digits>-<8>-<8>-<8>…}: the digest of all, and behind it the beginnings of the digests of the plan,
 * of the service and of each route, so that one who keeps nothing can still say which of them is another now.
 *
 * @param whole of everything, 64 hexadecimal digits
 * @param parts the first 8 digits of each part's own: the plan, the service, and the routes in the order of their names
 */
public record PreviewDigest(String whole, List<String> parts) {
    private static final String PREFIX = "sha256:";
    private static final int SHORT = 8;
    private static final int BEFORE_ROUTES = 2;
    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}(-[0-9a-f]{8}){0,200}");

    public PreviewDigest {
        parts = List.copyOf(parts);
    }

    /** What a client names, if it is one. */
    public static Optional<PreviewDigest> find(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        String[] pieces = text.substring(PREFIX.length()).split("-", -1);
        return Optional.of(new PreviewDigest(pieces[0], List.of(pieces).subList(1, pieces.length)));
    }

    /** That of a plan as it would be previewed now. */
    public static PreviewDigest of(Scene scene) {
        List<String> contents = new ArrayList<>();
        contents.add(scene.planDigest());
        contents.add("%s %s %s"
                .formatted(
                        scene.pace(),
                        scene.balancerErrorPercent(),
                        new TreeMap<>(scene.timings().sources())));
        names(scene).forEach(route -> contents.add(content(route, scene.route(route), scene.timing(route))));
        return new PreviewDigest(
                sha256(String.join("\n", contents)),
                contents.stream()
                        .map(content -> sha256(content).substring(0, SHORT))
                        .toList());
    }

    private static List<String> names(Scene scene) {
        return scene.spec().routes().stream().map(Route::name).sorted().toList();
    }

    /** All of a route that its writes, their times and the way back are made from. */
    private static String content(String name, ObservedRoute seen, Timing timing) {
        return "%s %s %s %s %s %s %s %s %s"
                .formatted(
                        name,
                        seen.natives(),
                        seen.revision(),
                        seen.stickiness(),
                        seen.settle(),
                        seen.fingerprint(),
                        seen.traits().scale().largest(),
                        new TreeMap<>(seen.traits().scale().ranges()),
                        timing);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    /** What is another now than when a named preview was made; empty if nothing is. */
    public static Optional<String> changed(PreviewDigest named, Scene scene) {
        PreviewDigest now = of(scene);
        if (named.whole().equals(now.whole())) {
            return Optional.empty();
        }
        if (named.parts().isEmpty()) {
            return Optional.of("the plan, a route or this service is not as it was previewed");
        }
        if (!named.parts().getFirst().equals(now.parts().getFirst())
                || named.parts().size() != now.parts().size()) {
            return Optional.of("the plan is not the one that was previewed");
        }
        List<String> routes = names(scene);
        List<String> changes = IntStream.range(1, now.parts().size())
                .filter(i -> !named.parts().get(i).equals(now.parts().get(i)))
                .mapToObj(i -> i < BEFORE_ROUTES
                        ? "how this service looks at routes was changed"
                        : route(routes.get(i - BEFORE_ROUTES), scene))
                .toList();
        return Optional.of(changes.isEmpty() ? "something is not as it was previewed" : String.join("; ", changes));
    }

    private static String route(String name, Scene scene) {
        ObservedRoute seen = scene.route(name);
        return "route %s is not as it was previewed: it is at revision %s now, with %s"
                .formatted(name, seen.revision(), seen.weights());
    }

    @Override
    public String toString() {
        return parts.isEmpty() ? PREFIX + whole : PREFIX + whole + "-" + String.join("-", parts);
    }
}
