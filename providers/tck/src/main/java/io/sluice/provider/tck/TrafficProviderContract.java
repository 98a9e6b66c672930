package io.sluice.provider.tck;

import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

import io.sluice.provider.Lookup;
import io.sluice.provider.TrafficProvider;
import io.sluice.traffic.Address;
import io.sluice.traffic.ByHand;
import io.sluice.traffic.Fault;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.ShellCommand;
import io.sluice.traffic.Side;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link TrafficProvider} does: each "must" sentence of the interface is a test here.
 *
 * <p>A subclass opens the cloud. What a cloud cannot do its fixture says, and the test then asserts that it is so; none
 * is skipped.
 */
public abstract class TrafficProviderContract {
    private TrafficFixture cloud;
    private TrafficProvider provider;
    private Route route;
    private int requests;

    /** A fresh cloud as {@link TrafficFixture} describes it, and the adapter on it. */
    protected abstract TrafficFixture open();

    @BeforeEach
    void openTheCloud() {
        cloud = open();
        provider = cloud.provider();
        route = cloud.route();
    }

    @AfterEach
    void closeTheCloud() {
        cloud.close();
    }

    @Nested
    class Check {
        @Test
        void row19And20UnknownMissingAndMalformedFieldsAreFaultsThatPointAtTheirPlace() {
            assertThat(cloud.malformed())
                    .isNotEmpty()
                    .allSatisfy(malformed -> assertThat(provider.check(malformed.route()))
                            .as(malformed.what())
                            .extracting(Fault::pointer)
                            .containsExactly(malformed.pointer()));
        }

        @Test
        void row20OneBackendNamedForTwoSidesIsAFault() {
            Address left = backend(route, LEFT);
            Route twice = new Route(route.ref(), route.address(), Map.of(LEFT, left, RIGHT, left));

            assertThat(provider.check(twice))
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.pointer()).startsWith("/backends/"));
        }

        @Test
        void anUnknownFieldOfABackendIsAFaultThatPointsThere() {
            Address odd = new Address(
                    "{\"noSuchField\":\"x\"," + backend(route, RIGHT).json().substring(1));
            Route strange = new Route(route.ref(), route.address(), Map.of(LEFT, backend(route, LEFT), RIGHT, odd));

            assertThat(provider.check(strange))
                    .extracting(Fault::pointer)
                    .containsExactly("/backends/right/noSuchField");
        }

        @Test
        void aSoundRouteHasNoFault() {
            assertThat(provider.check(route)).isEmpty();
            assertThat(provider.check(cloud.neighbour())).isEmpty();
            assertThat(provider.check(cloud.missing())).isEmpty();
        }
    }

    @Nested
    class CanonicalKey {
        @Test
        void row21TwoAddressesOfOnePlaceHaveTheSameKey() {
            assertThat(provider.canonicalKey(cloud.respelled())).isEqualTo(provider.canonicalKey(route));
        }

        @Test
        void twoPlacesHaveDifferentKeys() {
            assertThat(provider.canonicalKey(cloud.neighbour())).isNotEqualTo(provider.canonicalKey(route));
        }
    }

    @Nested
    class Observe {
        @Test
        void theAnswerHasExactlyOneEntryForEachRouteAskedFor() {
            Set<Route> asked = Set.of(route, cloud.neighbour(), cloud.missing(), cloud.weightless());

            assertThat(provider.observe(asked)).containsOnlyKeys(asked);
            assertThat(provider.observe(Set.of())).isEmpty();
        }

        @Test
        void aRouteThatCannotBeSeenDoesNotHideTheOthers() {
            Map<Route, Sight> sights = provider.observe(
                    Set.of(route, cloud.neighbour(), cloud.missing(), cloud.weightless(), cloud.withoutBackend()));

            assertThat(sights.get(route)).isInstanceOf(Sight.Seen.class);
            assertThat(sights.get(cloud.neighbour())).isInstanceOf(Sight.Seen.class);
        }

        @Test
        void row19ARouteThatDoesNotExistIsNotFound() {
            assertThat(unseen(cloud.missing())).isInstanceOf(ProviderError.NotFound.class);
        }

        @Test
        void row20ABackendOfThePlanThatDoesNotExistIsNotFound() {
            assertThat(unseen(cloud.withoutBackend())).isInstanceOf(ProviderError.NotFound.class);
        }

        @Test
        void row19ARouteThatCannotCarryWeightsIsInvalid() {
            assertThat(unseen(cloud.weightless())).isInstanceOf(ProviderError.Invalid.class);
        }

        @Test
        void row55BackendsThatThePlanDoesNotNameAppearUnderSidesOfTheirOwn() {
            Side stranger = cloud.strangerAttaches(route, cloud.keepsStrangers() ? 0 : 1);

            await(seen -> seen.natives().keySet().equals(with(atFirst(), stranger)));
            assertThat(stranger.name()).as("no plan may call a side so").doesNotMatch("[a-z0-9-]*");
        }

        @Test
        void aSideThatTheRouteDoesNotListDoesNotAppear() {
            assertThat(seen().attached()).isEqualTo(atFirst());
        }

        @Test
        void anotherSplitIsAnotherRevisionWithTheSameFingerprint() {
            apply(Weights.of(RIGHT, 5000, LEFT));
            ObservedRoute even = await(seen -> seen.shows(Weights.of(RIGHT, 5000, LEFT)));

            cloud.strangerSets(route, Map.of(LEFT, 3, RIGHT, 1));

            ObservedRoute moved = await(seen -> seen.shows(Weights.of(RIGHT, 2500, LEFT)));
            assertThat(moved.revision()).isNotEqualTo(even.revision());
            assertThat(moved.fingerprint()).isEqualTo(even.fingerprint());
        }

        @Test
        void aChangeElsewhereOnTheRouteIsAnotherFingerprint() {
            ObservedRoute before = seen();

            cloud.strangerChangesElsewhere(route);

            await(seen -> !seen.fingerprint().equals(before.fingerprint()));
        }

        @Test
        void stickinessIsSeenWhereTheCloudHasIt() {
            assertThat(seen().stickiness()).isEmpty();
            if (cloud.sticky()) {
                cloud.strangerSticks(route, Optional.of(Duration.ofMinutes(10)));
                await(seen -> seen.stickiness().equals(Optional.of(Duration.ofMinutes(10))));
            }
        }

        @Test
        void anAnswerThatDoesNotComeIsUnavailableAndNeverUnknown() {
            cloud.onNextLook(route, Trouble.NO_ANSWER);

            assertThat(unseen(route)).isInstanceOf(ProviderError.Unavailable.class);
        }

        @Test
        void aThrottledLookSaysSoAndIsNotRetried() {
            cloud.onNextLook(route, Trouble.THROTTLED);

            assertThat(unseen(route)).isInstanceOf(ProviderError.Throttled.class);
        }

        @Test
        void aLookThatIsNotAllowedIsDenied() {
            cloud.onNextLook(route, Trouble.DENIED);

            assertThat(unseen(route)).isInstanceOf(ProviderError.Denied.class);
        }

        @Test
        void manyThreadsMayLookAtOnce() throws Exception {
            Sight expected = new Sight.Seen(seen());
            List<Future<Sight>> looks = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 16; i++) {
                    looks.add(threads.submit(() -> look(route)));
                }
                for (Future<Sight> look : looks) {
                    assertThat(look.get()).isEqualTo(expected);
                }
            } catch (ExecutionException e) {
                fail("a look failed", e.getCause());
            }
        }
    }

    @Nested
    class Hazards {
        @Test
        void whatNoneDoesIsNotTold() {
            assertThat(kinds()).containsExactlyInAnyOrderElementsOf(cloud.hazards());
        }

        @Test
        void eachThatAStrangerBringsAboutIsToldOnce() {
            cloud.endangering().forEach((kind, stranger) -> {
                List<RouteHazard.Kind> expected = kinds();
                stranger.run();
                expected.add(kind);
                assertThat(kinds()).containsExactlyInAnyOrderElementsOf(expected);
            });
        }

        @Test
        void whatTheCloudDoesNotTellIsToldAsNotKnownOrThrown() {
            boolean asks = !cloud.hazards().isEmpty() || !cloud.endangering().isEmpty();
            for (Trouble trouble : List.of(Trouble.DENIED, Trouble.THROTTLED, Trouble.NO_ANSWER)) {
                if (asks) {
                    cloud.onNextLook(route, trouble);
                }
                Lookup<List<RouteHazard>> told = Lookup.of(() -> provider.hazards(route));
                assertThat(
                                switch (told) {
                                    case Lookup.Hit<List<RouteHazard>>(List<RouteHazard> hazards) ->
                                        hazards.stream()
                                                .anyMatch(hazard -> hazard.kind() == RouteHazard.Kind.NOT_KNOWN);
                                    case Lookup.Miss<List<RouteHazard>>(ProviderError error) ->
                                        !(error instanceof ProviderError.Unknown);
                                })
                        .as("%s: %s", trouble, told)
                        .isEqualTo(asks);
            }
        }

        @Test
        void nothingIsChanged() {
            int writes = cloud.writes();

            kinds();

            assertThat(cloud.writes()).isEqualTo(writes);
        }

        private List<RouteHazard.Kind> kinds() {
            return new ArrayList<>(
                    provider.hazards(route).stream().map(RouteHazard::kind).toList());
        }
    }

    @Nested
    class Apply {
        @Test
        void aLookInTimeShowsWhatWasAskedForAsExactlyAsTheScaleCan() {
            for (int basisPoints : new int[] {100, 3333, 5000, 9999, 10_000, 0}) {
                Weights wanted = Weights.of(RIGHT, basisPoints, LEFT);

                apply(wanted);

                ObservedRoute seen = await(now -> now.shows(wanted));
                assertThat(cloud.natives(route)).isEqualTo(seen.natives());
            }
        }

        @Test
        void sidesOfThePlanThatTheRouteDoesNotListAreAttached() {
            apply(Weights.allTo(LEFT));

            await(seen -> seen.attached().equals(Set.of(LEFT, RIGHT)));
            assertThat(cloud.natives(route)).containsEntry(RIGHT, 0);
        }

        @Test
        void everythingButWeightsAndBackendsStaysExactlyAsItWas() {
            cloud.strangerChangesElsewhere(route);
            cloud.strangerSticks(route, stickiness());
            String before = cloud.elsewhere(route);

            apply(Weights.of(RIGHT, 2000, LEFT));

            ObservedRoute after = await(seen -> seen.shows(Weights.of(RIGHT, 2000, LEFT)));
            assertThat(cloud.elsewhere(route)).isEqualTo(before);
            assertThat(after.stickiness()).isEqualTo(stickiness());
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 3})
        void backendsThatThePlanDoesNotNameGetNothingAndStayListedWhereTheyCan(int weight) {
            Side stranger = cloud.strangerAttaches(route, cloud.keepsStrangers() ? weight : 1 + weight);
            await(seen -> seen.attached().contains(stranger));

            apply(Weights.of(RIGHT, 2000, LEFT));

            await(seen -> seen.shows(Weights.of(RIGHT, 2000, LEFT)));
            assertThat(cloud.natives(route).getOrDefault(stranger, 0)).isZero();
            assertThat(cloud.natives(route).containsKey(stranger)).isEqualTo(cloud.keepsStrangers());
        }

        @Test
        void row52FromAnotherRevisionItConflictsAndChangesNothing() {
            apply(Weights.allTo(LEFT));
            ObservedRoute looked = await(seen -> seen.attached().contains(RIGHT));
            cloud.strangerSets(route, Map.of(LEFT, 3, RIGHT, 1));
            await(seen -> !seen.revision().equals(looked.revision()));

            assertThat(errorOf(() -> apply(Weights.of(RIGHT, 5000, LEFT), looked.revision())))
                    .isInstanceOf(ProviderError.Conflict.class);

            assertThat(cloud.natives(route)).isEqualTo(Map.of(LEFT, 3, RIGHT, 1));
        }

        @Test
        void overtakenBetweenLookAndWriteItConflictsWhereTheCloudComparesAndOverwritesWhereItCannot() {
            apply(Weights.of(RIGHT, 100, LEFT));
            ObservedRoute looked = await(seen -> seen.shows(Weights.of(RIGHT, 100, LEFT)));
            assertThat(looked.traits().compareAndSet()).isEqualTo(cloud.compareAndSet());
            cloud.onNextWrite(route, Trouble.OVERTAKEN);

            if (cloud.compareAndSet()) {
                assertThat(errorOf(() -> apply(Weights.of(RIGHT, 5000, LEFT), looked.revision())))
                        .isInstanceOf(ProviderError.Conflict.class);
                assertThat(seen().shows(Weights.of(RIGHT, 5000, LEFT))).isFalse();
            } else {
                apply(Weights.of(RIGHT, 5000, LEFT), looked.revision());
                await(seen -> seen.shows(Weights.of(RIGHT, 5000, LEFT)));
            }
        }

        @Test
        void theSameChangeTwiceDoesNoMoreThanOnce() {
            WeightChange change = new WeightChange(route, Weights.of(RIGHT, 5000, LEFT), seen().revision(), "same");
            provider.apply(change);
            ObservedRoute once = await(seen -> seen.shows(Weights.of(RIGHT, 5000, LEFT)));

            provider.apply(change);

            assertThat(seen()).isEqualTo(once);
        }

        @Test
        void aChangeToWhatIsThereIsSentAllTheSame() {
            apply(Weights.of(RIGHT, 5000, LEFT));
            ObservedRoute there = await(seen -> seen.shows(Weights.of(RIGHT, 5000, LEFT)));
            int before = cloud.writes();

            apply(Weights.of(RIGHT, 5000, LEFT), there.revision());

            assertThat(cloud.writes()).isGreaterThan(before);
            await(seen -> seen.shows(Weights.of(RIGHT, 5000, LEFT)));
        }

        @Test
        void theOtherRoutesStayAsTheyAre() {
            Map<Side, Integer> before = cloud.natives(cloud.neighbour());

            apply(Weights.of(RIGHT, 5000, LEFT));

            await(seen -> seen.shows(Weights.of(RIGHT, 5000, LEFT)));
            assertThat(cloud.natives(cloud.neighbour())).isEqualTo(before);
        }

        @Test
        void row19ARouteThatDoesNotExistIsNotFound() {
            assertThat(errorOf(() -> provider.apply(
                            new WeightChange(cloud.missing(), Weights.allTo(LEFT), seen().revision(), "none"))))
                    .isInstanceOf(ProviderError.NotFound.class);
        }

        @Test
        void sentAndNotAnsweredItIsUnknown() {
            String revision = seen().revision();
            cloud.onNextWrite(route, Trouble.NO_ANSWER);

            assertThat(errorOf(() -> apply(Weights.of(RIGHT, 5000, LEFT), revision)))
                    .isInstanceOf(ProviderError.Unknown.class);
        }

        @Test
        void row53ThrottledItChangesNothingAndIsNotRetried() {
            Map<Side, Integer> before = cloud.natives(route);
            String revision = seen().revision();
            cloud.onNextWrite(route, Trouble.THROTTLED);

            assertThat(errorOf(() -> apply(Weights.of(RIGHT, 5000, LEFT), revision)))
                    .isInstanceOf(ProviderError.Throttled.class);

            assertThat(cloud.natives(route)).isEqualTo(before);
        }

        @Test
        void row52NotAllowedItIsDeniedAndChangesNothing() {
            Map<Side, Integer> before = cloud.natives(route);
            String revision = seen().revision();
            cloud.onNextWrite(route, Trouble.DENIED);

            assertThat(errorOf(() -> apply(Weights.of(RIGHT, 5000, LEFT), revision)))
                    .isInstanceOf(ProviderError.Denied.class);

            assertThat(cloud.natives(route)).isEqualTo(before);
        }
    }

    @Nested
    class SnapshotAndRestore {
        @Test
        void aSnapshotHoldsNoSecret() {
            Optional<String> secret = cloud.plantSecret(route);

            Snapshot snapshot = provider.snapshot(route);

            assertThat(snapshot.content()).isNotBlank();
            secret.ifPresent(planted -> assertThat(snapshot.content()).doesNotContain(planted));
        }

        @Test
        void aLookInTimeShowsTheWeightsTheSidesAndTheStickinessOfTheSnapshot() {
            cloud.strangerSticks(route, stickiness());
            await(seen -> seen.stickiness().equals(stickiness()));
            ObservedRoute baseline = seen();
            Snapshot snapshot = provider.snapshot(route);
            apply(Weights.of(RIGHT, 5000, LEFT));
            cloud.strangerSticks(route, Optional.empty());
            await(seen -> seen.attached().contains(RIGHT) && seen.stickiness().isEmpty());

            restore(snapshot, false, Set.of());

            await(seen -> seen.natives().equals(baseline.natives())
                    && seen.stickiness().equals(baseline.stickiness()));
        }

        @Test
        void weightsOfBothSidesComeBackExactly() {
            apply(Weights.of(RIGHT, 2500, LEFT));
            ObservedRoute baseline = await(seen -> seen.shows(Weights.of(RIGHT, 2500, LEFT)));
            Snapshot snapshot = provider.snapshot(route);
            cloud.strangerSets(route, Map.of(LEFT, 0, RIGHT, 1));

            restore(snapshot, false, Set.of());

            await(seen -> seen.natives().equals(baseline.natives()));
        }

        @Test
        void theSidesToEvictAreTakenOut() {
            apply(Weights.allTo(LEFT));
            await(seen -> seen.attached().contains(RIGHT));
            Snapshot snapshot = provider.snapshot(route);
            apply(Weights.of(RIGHT, 5000, LEFT));
            await(seen -> seen.shows(Weights.of(RIGHT, 5000, LEFT)));

            restore(snapshot, false, Set.of(RIGHT));

            await(seen -> seen.attached().equals(atFirst()) && seen.shows(Weights.allTo(LEFT)));
        }

        @Test
        void whatOthersChangedElsewhereIsKept() {
            Map<Side, Integer> baseline = seen().natives();
            Snapshot snapshot = provider.snapshot(route);
            apply(Weights.of(RIGHT, 5000, LEFT));
            cloud.strangerChangesElsewhere(route);
            String changed = cloud.elsewhere(route);

            restore(snapshot, false, Set.of());

            await(seen -> seen.natives().equals(baseline));
            assertThat(cloud.elsewhere(route)).isEqualTo(changed);
        }

        @Test
        void exactItPutsBackWhatOthersChangedElsewhereToo() {
            Map<Side, Integer> baseline = seen().natives();
            String before = cloud.elsewhere(route);
            Snapshot snapshot = provider.snapshot(route);
            apply(Weights.of(RIGHT, 5000, LEFT));
            cloud.strangerChangesElsewhere(route);
            assertThat(cloud.elsewhere(route)).isNotEqualTo(before);

            restore(snapshot, true, Set.of());

            await(seen -> seen.natives().equals(baseline));
            assertThat(cloud.elsewhere(route)).isEqualTo(before);
        }

        @Test
        void backendsThatNeitherThePlanNorTheSnapshotNamesGetNothingAndStayListedWhereTheyCan() {
            Snapshot snapshot = provider.snapshot(route);
            Side stranger = cloud.strangerAttaches(route, cloud.keepsStrangers() ? 0 : 1);
            await(seen -> seen.attached().contains(stranger));

            restore(snapshot, false, Set.of());

            await(seen -> seen.shows(Weights.allTo(LEFT)));
            assertThat(cloud.natives(route).getOrDefault(stranger, 0)).isZero();
            assertThat(cloud.natives(route).containsKey(stranger)).isEqualTo(cloud.keepsStrangers());
        }

        @Test
        void exactItTakesThemOut() {
            Map<Side, Integer> baseline = seen().natives();
            Snapshot snapshot = provider.snapshot(route);
            Side stranger = cloud.strangerAttaches(route, cloud.keepsStrangers() ? 0 : 1);
            await(seen -> seen.attached().contains(stranger));

            restore(snapshot, true, Set.of());

            await(seen -> seen.natives().equals(baseline));
        }

        @Test
        void itPutsARouteBackThatNoLongerSplitsTraffic() {
            Snapshot snapshot = provider.snapshot(route);
            cloud.strangerStopsSplitting(route);

            restore(snapshot, false, Set.of());

            await(seen -> seen.shows(Weights.allTo(LEFT)));
        }

        @Test
        void aSnapshotOfAnUnknownFormatIsInvalid() {
            Snapshot foreign =
                    new Snapshot("elsewhere/99", provider.snapshot(route).content());

            assertThat(errorOf(() -> restore(foreign, false, Set.of()))).isInstanceOf(ProviderError.Invalid.class);
        }

        @Test
        void restoringTwiceDoesNoMoreThanOnce() {
            Map<Side, Integer> baseline = seen().natives();
            Snapshot snapshot = provider.snapshot(route);
            apply(Weights.of(RIGHT, 5000, LEFT));
            await(seen -> seen.attached().contains(RIGHT));
            Restoration restoration = new Restoration(route, snapshot, false, Set.of(), "same");
            provider.restore(restoration);
            ObservedRoute once = await(seen -> seen.natives().equals(baseline));

            provider.restore(restoration);

            assertThat(seen()).isEqualTo(once);
        }

        @Test
        void sentAndNotAnsweredItIsUnknown() {
            Snapshot snapshot = provider.snapshot(route);
            apply(Weights.of(RIGHT, 5000, LEFT));
            cloud.onNextWrite(route, Trouble.NO_ANSWER);

            assertThat(errorOf(() -> restore(snapshot, false, Set.of()))).isInstanceOf(ProviderError.Unknown.class);
        }
    }

    @Nested
    class ByHandCommands {
        @Test
        void theIntegersAreThoseOfTheSnapshotOrNone() {
            apply(Weights.of(RIGHT, 2500, LEFT));
            ObservedRoute baseline = await(seen -> seen.shows(Weights.of(RIGHT, 2500, LEFT)));

            assertThat(provider.byHand(route, provider.snapshot(route)).natives())
                    .isEqualTo(cloud.integersInSnapshot() ? baseline.natives() : Map.of());
        }

        @Test
        void carriedOutTheyPutBackTheWeightsTheSidesAndTheStickiness() {
            cloud.strangerSticks(route, stickiness());
            ObservedRoute baseline = await(seen -> seen.stickiness().equals(stickiness()));
            Snapshot snapshot = provider.snapshot(route);
            apply(Weights.of(RIGHT, 5000, LEFT));
            cloud.strangerSticks(route, Optional.empty());
            ObservedRoute moved = await(
                    seen -> seen.attached().contains(RIGHT) && seen.stickiness().isEmpty());

            carryOut(provider.byHand(route, snapshot));

            ObservedRoute wanted = cloud.programs().isEmpty() ? moved : baseline;
            await(seen ->
                    seen.natives().equals(wanted.natives()) && seen.stickiness().equals(wanted.stickiness()));
        }

        @Test
        void carriedOutTheyPutBackBothSidesExactlyAndAgainWhereTheyAreBack() {
            apply(Weights.of(RIGHT, 2500, LEFT));
            ObservedRoute baseline = await(seen -> seen.shows(Weights.of(RIGHT, 2500, LEFT)));
            Snapshot snapshot = provider.snapshot(route);
            cloud.strangerSets(route, Map.of(LEFT, 0, RIGHT, 1));
            ObservedRoute moved = await(seen -> seen.shows(Weights.allTo(RIGHT)));
            ObservedRoute wanted = cloud.programs().isEmpty() ? moved : baseline;

            carryOut(provider.byHand(route, snapshot));
            await(seen -> seen.natives().equals(wanted.natives()));
            carryOut(provider.byHand(route, snapshot));

            await(seen -> seen.natives().equals(wanted.natives()));
        }

        @Test
        void whatOthersChangedElsewhereDoesNotKeepThemFromIt() {
            Map<Side, Integer> baseline = cloud.natives(route);
            Snapshot snapshot = provider.snapshot(route);
            apply(Weights.of(RIGHT, 5000, LEFT));
            cloud.strangerChangesElsewhere(route);
            Map<Side, Integer> moved = cloud.natives(route);

            carryOut(provider.byHand(route, snapshot));

            assertThat(cloud.natives(route)).isEqualTo(cloud.programs().isEmpty() ? moved : baseline);
        }

        @Test
        void whereNoCommandCanDoItARemarkSaysSo() {
            ByHand byHand = provider.byHand(route, provider.snapshot(route));

            assertThat(byHand.commands().isEmpty()).isEqualTo(cloud.programs().isEmpty());
            assertThat(byHand.remarks()).isNotEmpty();
        }

        @Test
        void nobodyIsAskedAndTheAnswerIsTheSameEachTime() {
            Snapshot snapshot = provider.snapshot(route);
            int writes = cloud.writes();
            cloud.onNextLook(route, Trouble.DENIED);

            ByHand byHand = provider.byHand(route, snapshot);

            assertThat(provider.byHand(route, snapshot)).isEqualTo(byHand);
            assertThat(cloud.writes()).isEqualTo(writes);
            assertThat(unseen(route)).as("the look that was still to fail").isInstanceOf(ProviderError.Denied.class);
        }

        @Test
        void noCommandHoldsASecret() {
            Optional<String> secret = cloud.plantSecret(route);

            ByHand byHand = provider.byHand(route, provider.snapshot(route));

            secret.ifPresent(planted -> assertThat(byHand.toString()).doesNotContain(planted));
        }

        @Test
        void aSnapshotOfAnUnknownFormatIsInvalid() {
            Snapshot foreign =
                    new Snapshot("elsewhere/99", provider.snapshot(route).content());

            assertThat(errorOf(() -> provider.byHand(route, foreign))).isInstanceOf(ProviderError.Invalid.class);
        }

        /** From their text, as a person would. */
        private void carryOut(ByHand byHand) {
            new Shell(cloud.programs())
                    .run(byHand.commands().stream().map(ShellCommand::text).collect(joining("\n\n")));
        }
    }

    private void apply(Weights to) {
        apply(to, seen().revision());
    }

    private void apply(Weights to, String fromRevision) {
        provider.apply(new WeightChange(route, to, fromRevision, "request-" + requests++));
    }

    private void restore(Snapshot snapshot, boolean exact, Set<Side> evicted) {
        provider.restore(new Restoration(route, snapshot, exact, evicted, "request-" + requests++));
    }

    /** The sides that the route lists before anybody has touched it. */
    private Set<Side> atFirst() {
        return cloud.attaches() ? Set.of(LEFT) : Set.of(LEFT, RIGHT);
    }

    private static Set<Side> with(Set<Side> sides, Side one) {
        Set<Side> all = new HashSet<>(sides);
        all.add(one);
        return all;
    }

    private Optional<Duration> stickiness() {
        return cloud.sticky() ? Optional.of(Duration.ofMinutes(10)) : Optional.empty();
    }

    private Sight look(Route at) {
        return new HashMap<>(provider.observe(Set.of(at)))
                .getOrDefault(at, new Sight.Unseen(new ProviderError.Invalid("the answer left the route out")));
    }

    private ObservedRoute seen() {
        return switch (look(route)) {
            case Sight.Seen(ObservedRoute seen) -> seen;
            case Sight.Unseen(ProviderError error) -> fail("not seen: " + error);
        };
    }

    private ProviderError unseen(Route at) {
        return switch (look(at)) {
            case Sight.Seen(ObservedRoute seen) -> fail("seen: " + seen);
            case Sight.Unseen(ProviderError error) -> error;
        };
    }

    /** Looks until a look shows it; a cloud may take its time, up to the fixture's patience. */
    private ObservedRoute await(Predicate<ObservedRoute> wanted) {
        long deadline = System.nanoTime() + cloud.patience().toNanos();
        ObservedRoute seen = seen();
        while (!wanted.test(seen)) {
            if (System.nanoTime() - deadline > 0) {
                return fail("not in time; the last look showed " + seen);
            }
            seen = seen();
        }
        return seen;
    }

    private static ProviderError errorOf(Runnable call) {
        ProviderException thrown = catchThrowableOfType(ProviderException.class, call::run);
        assertThat(thrown).as("the call must fail").isNotNull();
        return thrown.error();
    }

    private static Address backend(Route route, Side side) {
        return Optional.ofNullable(route.backends().get(side)).orElseThrow();
    }
}
