package io.sluice.plan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.engine.RecentSights.Found;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Route;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Traits;
import io.sluice.traffic.WeightScale;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentSightsTest {
    private static final Traits TRAITS = new Traits(new WeightScale(999), 5, Set.of(), true, "a route of the tests");
    private static final Instant AT = Instant.parse("2026-11-24T08:00:00Z");
    private static final Duration AGE = Duration.ofSeconds(7);
    private static final Duration FORGET = Duration.ofSeconds(30);

    private final AtomicLong nanos = new AtomicLong();
    private final RecentSights sights = new RecentSights(nanos::get);
    private final List<Set<String>> asked = new ArrayList<>();

    @Test
    void whoHasToAskAsksForTheOthersToo() throws InterruptedException {
        List<Route> routes = routes(20);
        routes.forEach(route -> sights.want(List.of(route), FORGET));

        routes.forEach(route -> assertThat(watch(route).taken()).containsOnlyKeys(route));

        assertThat(asked).hasSize(1);
    }

    @Test
    void thoseNotLookedAtForLongestComeAlong() throws InterruptedException {
        List<Route> routes = routes(120);
        routes.forEach(route -> sights.want(List.of(route), FORGET));
        Found _ = watch(routes.get(0));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        Found _ = watch(routes.get(100));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        Found _ = watch(routes.get(119));
        nanos.addAndGet(AGE.toNanos() + 1);

        Found _ = watch(routes.get(119));

        assertThat(asked).extracting(Set::size).containsExactly(50, 50, 20 + 30, 50);
        assertThat(asked.get(3))
                .as("the one that is wanted, and the oldest of the others")
                .contains("r119")
                .containsAll(asked.get(0).stream()
                        .filter(name -> !asked.get(2).contains(name))
                        .toList());
    }

    @Test
    void whatNobodyWantsAnyMoreIsAskedForNoMore() throws InterruptedException {
        List<Route> routes = routes(2);
        sights.want(List.of(routes.get(0)), FORGET);
        Found _ = watch(routes.get(0));
        nanos.addAndGet(FORGET.toNanos() + 1);

        Found _ = watch(routes.get(1));

        assertThat(asked.getLast()).containsExactly("r1");
    }

    @Test
    void whatWasSeenTooLongAgoOrNotAtAllIsAskedForAgain() throws InterruptedException {
        Route route = routes(1).getFirst();
        Found _ = watch(route);
        nanos.addAndGet(AGE.toNanos());
        assertThat(watch(route).asked()).isFalse();
        nanos.addAndGet(1);
        assertThat(watch(route).asked()).isTrue();
        sights.keep(Map.of(route, new Sight.Unseen(new ProviderError.Unavailable("away"))), AT, nanos.get());
        assertThat(watch(route).asked()).isTrue();
    }

    @Test
    void anOlderLookNeverTakesThePlaceOfAYoungerOne() {
        Route route = routes(1).getFirst();
        Sight younger = seen();
        sights.keep(Map.of(route, younger), AT, 10);
        sights.keep(Map.of(route, new Sight.Unseen(new ProviderError.Unavailable("away"))), AT, 9);

        assertThat(sights.find(AGE, List.of(route)).orElseThrow().values())
                .extracting(RecentSights.Taken::sight)
                .containsExactly(younger);
    }

    /** A cloud that takes its time for one look takes no time from the looks at other routes. */
    @Test
    void whoWantsWhatIsBeingAskedWaitsForItAndOthersDoNot() throws Exception {
        Route slow = routes(2).get(0);
        Route other = routes(2).get(1);
        CountDownLatch answers = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Found> first =
                new FutureTask<>(() -> sights.notOlderThan(AGE, List.of(slow), Set.of(slow), AT, routes -> {
                    begun.countDown();
                    try {
                        answers.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return ask(routes);
                }));
        Thread.ofPlatform().daemon().start(first);
        begun.await();
        FutureTask<Found> second =
                new FutureTask<>(() -> sights.notOlderThan(AGE, List.of(slow), Set.of(slow), AT, this::ask));
        Thread waiting = Thread.ofPlatform().daemon().start(second);
        while (waiting.getState() != Thread.State.WAITING) {
            LockSupport.parkNanos(1000);
        }

        assertThat(sights.notOlderThan(AGE, List.of(other), Set.of(other, slow), AT, this::ask)
                        .asked())
                .isTrue();
        assertThat(asked).containsExactly(Set.of("r1"));

        answers.countDown();
        assertThat(first.get().asked()).isTrue();
        assertThat(second.get().asked()).isFalse();
        assertThat(asked).containsExactly(Set.of("r1"), Set.of("r0"));
    }

    @Test
    void aLookThatFailedKeepsNobodyWaiting() throws InterruptedException {
        Route route = routes(1).getFirst();
        try {
            Found _ = sights.notOlderThan(AGE, List.of(route), Set.of(route), AT, _ -> {
                throw new IllegalStateException("broken");
            });
        } catch (IllegalStateException _) {
            assertThat(watch(route).asked()).isTrue();
            return;
        }
        throw new AssertionError("it must be told");
    }

    private Found watch(Route route) {
        sights.want(List.of(route), FORGET);
        try {
            return sights.notOlderThan(AGE, List.of(route), sights.together(List.of(route)), AT, this::ask);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Map<Route, Sight> ask(Set<Route> routes) {
        asked.add(routes.stream().map(Route::name).collect(Collectors.toSet()));
        return routes.stream().collect(Collectors.toMap(route -> route, _ -> seen()));
    }

    private static Sight seen() {
        return new Sight.Seen(
                new ObservedRoute(Map.of(Specs.EU, 1, Specs.US, 0), "1", Optional.empty(), Duration.ZERO, "", TRAITS));
    }

    private static List<Route> routes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Specs.over("p/r" + i).build().routes().getFirst())
                .toList();
    }
}
