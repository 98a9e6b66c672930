package io.sluice.plan.preview;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.sluice.plan.decide.Calendars.Known;
import io.sluice.plan.preview.Rehearsal.Run;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.Route;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.Timing;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Names all that the writes of a preview depend on but the time: the plan, each route as it was seen, how this service looks, and the
 * events of the plan's calendars. What a preview only tells beside that is not in it: prices and costs, surveys of the traffic and
 * the bakes that they let end sooner, who is healthy, what clouds say of their routes, and hooks, which nobody asks beforehand.
 *
 * <p>Of a calendar it names the events in the time in which the plan would run, whole; one that ends, or comes into that time, between
 * a preview and the start is another event too. A calendar that is not known is named as such.
 *
 * <p>Written {@code sha256:<64 digits>-<8>-<8>-<8>…}: the digest of all, and behind it the beginnings of the digests of the plan,
 * of the service, of each route and of each calendar, so that one who keeps nothing can still say which of them is another now.
 *
 * @param whole of everything, 64 hexadecimal digits
 * @param parts the first 8 digits of each part's own: the plan, the service, the routes and then the calendars in the order of their
 *     names
 */
public record PreviewDigest(String whole, List<String> parts) {
    private static final String PREFIX = "sha256:";
    private static final int SHORT = 8;
    private static final int BEFORE_ROUTES = 2;
    private static final Pattern FORM = Pattern.compile("sha256:[0-9a-f]{64}(-[0-9a-f]{8}){0,300}");

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
    public static PreviewDigest of(Scene scene, Instant now) {
        List<String> contents = new ArrayList<>();
        contents.add(scene.planDigest());
        contents.add("%s %s %s"
                .formatted(
                        scene.pace(),
                        scene.balancerErrorPercent(),
                        new TreeMap<>(scene.timings().sources())));
        names(scene).forEach(route -> contents.add(content(route, scene.route(route), scene.timing(route))));
        contents.addAll(calendars(scene, now));
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

    private static List<String> calendarNames(Scene scene) {
        return scene.spec().schedule().calendars().stream().sorted().toList();
    }

    private static List<String> calendars(Scene scene, Instant now) {
        List<String> names = calendarNames(scene);
        if (names.isEmpty()) {
            return List.of();
        }
        // A submission has no surveys, and the longest run has the most events in it.
        Scene plain = scene.amid(Surroundings.NONE);
        Run run = Rehearsal.of(plain.submitted(now), plain.world(), plain.pace(), now);
        Instant from = scene.spec().schedule().startAt().filter(now::isBefore).orElse(now);
        Instant until = run.end().or(run::cutOffAt).orElse(Instant.MAX);
        return names.stream()
                .map(name -> name + " "
                        + (scene.calendars().byName().get(name) instanceof Known.Busy(List<TimeWindow> times)
                                ? within(times, from, until)
                                : "is not known"))
                .toList();
    }

    /** One that only touches the run may be what it waited for, or what ended it. */
    private static String within(List<TimeWindow> times, Instant from, Instant until) {
        return times.stream()
                .filter(time -> !time.end().isBefore(from) && !time.start().isAfter(until))
                .map(time -> time.start() + "/" + time.end())
                .sorted()
                .collect(joining(" "));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    /** What is another now than when a named preview was made; empty if nothing is. */
    public static Optional<String> changed(PreviewDigest named, Scene scene, Instant at) {
        PreviewDigest now = of(scene, at);
        if (named.whole().equals(now.whole())) {
            return Optional.empty();
        }
        if (named.parts().isEmpty()) {
            return Optional.of("the plan, a route, a calendar or this service is not as it was previewed");
        }
        if (!named.parts().getFirst().equals(now.parts().getFirst())
                || named.parts().size() != now.parts().size()) {
            return Optional.of("the plan is not the one that was previewed");
        }
        List<String> routes = names(scene);
        int beforeCalendars = BEFORE_ROUTES + routes.size();
        List<String> changes = IntStream.range(1, now.parts().size())
                .filter(i -> !named.parts().get(i).equals(now.parts().get(i)))
                .mapToObj(i -> i < BEFORE_ROUTES
                        ? "how this service looks at routes was changed"
                        : i < beforeCalendars
                                ? route(routes.get(i - BEFORE_ROUTES), scene)
                                : calendar(calendarNames(scene).get(i - beforeCalendars), scene))
                .toList();
        return Optional.of(changes.isEmpty() ? "something is not as it was previewed" : String.join("; ", changes));
    }

    private static String route(String name, Scene scene) {
        ObservedRoute seen = scene.route(name);
        return "route %s is not as it was previewed: it is at revision %s now, with %s"
                .formatted(name, seen.revision(), seen.weights());
    }

    private static String calendar(String name, Scene scene) {
        return scene.calendars()
                .lack(name)
                .orElse("calendar " + name + " has other events in the time of the plan than when it was previewed");
    }

    @Override
    public String toString() {
        return parts.isEmpty() ? PREFIX + whole : PREFIX + whole + "-" + String.join("-", parts);
    }
}
