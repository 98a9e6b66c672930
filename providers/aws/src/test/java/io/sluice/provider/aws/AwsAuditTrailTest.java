package io.sluice.provider.aws;

import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.provider.AuditTrail;
import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxClient;
import io.sluice.sandbox.SandboxSettings;
import io.sluice.sandbox.world.FixedWorld;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteChange;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.TimeWindow;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.Weights;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who changed what, asked by the real SDK over the wire. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwsAuditTrailTest {
    private static final Route LISTENER = TestSettings.route(
            "listener",
            FixedWorld.CHECKOUT_LISTENER,
            Map.of(LEFT, FixedWorld.CHECKOUT_EU, RIGHT, FixedWorld.CHECKOUT_US));
    private static final Route OTHER = TestSettings.route(
            "listener", FixedWorld.SEARCH_LISTENER, Map.of(LEFT, FixedWorld.SEARCH_EU, RIGHT, FixedWorld.SEARCH_US));
    private static final Route RULE =
            TestSettings.route("rule", FixedWorld.API_RULE, Map.of(LEFT, FixedWorld.API_V1, RIGHT, FixedWorld.API_V2));
    private static final Route RECORDS = RecordSetFixture.orders();

    private Sandbox sandbox;
    private SandboxClient stranger;
    private AwsProvider provider;
    private AuditTrail trail;

    @BeforeAll
    void open() throws IOException {
        sandbox = Sandbox.start(SandboxSettings.anyPorts().withOperationsTake(Duration.ofMillis(50)));
        stranger = sandbox.client();
        provider = AwsProvider.open(TestSettings.at(URI.create(sandbox.controlUrl())));
        trail = provider.auditTrail().orElseThrow();
    }

    @AfterAll
    void close() {
        provider.close();
        stranger.close();
        sandbox.close();
    }

    @BeforeEach
    void clear() {
        stranger.clearFaults();
    }

    @Test
    void aStrangerIsNamedWithWhatHeDidAndFromWhere() {
        Instant before = Instant.now();
        stranger.strangerSetsWeights(FixedWorld.CHECKOUT_LISTENER, Map.of("checkout-eu", 70, "checkout-us", 30));

        RouteChange change = last(changes(before, LISTENER, OTHER), LISTENER);

        assertThat(change.actor()).isEqualTo("arn:aws:iam::123456789012:user/stranger");
        assertThat(change.action()).isEqualTo("ModifyListener");
        assertThat(change.from()).contains("192.0.2.7");
        assertThat(change.requestId()).isEmpty();
        assertThat(change.at()).isBetween(before.minusSeconds(1), Instant.now());
    }

    @Test
    void whatSluiceDidIsThereByItsRequestIdAndOfEachRouteItsOwn() {
        for (Route route : List.of(LISTENER, RULE, RECORDS)) {
            Instant before = Instant.now();
            Snapshot baseline = provider.traffic().snapshot(route);
            provider.traffic()
                    .apply(new WeightChange(route, Weights.of(RIGHT, 500, LEFT), revision(route), "pl_01J-17"));
            provider.traffic().restore(new Restoration(route, baseline, false, Set.of(), "pl_01J-18"));

            Map<Route, List<RouteChange>> changes = changes(before, LISTENER, OTHER, RULE, RECORDS);

            assertThat(changes).containsOnlyKeys(LISTENER, OTHER, RULE, RECORDS);
            assertThat(of(changes, route).stream().map(RouteChange::requestId).toList())
                    .as(route.ref().name() + ", oldest first")
                    .endsWith(Optional.of("pl_01J-17"), Optional.of("pl_01J-18"));
            assertThat(of(changes, OTHER)).as("nobody touched it").isEmpty();
        }
    }

    @Test
    void aRuleAndARecordSetHaveTheirStrangersToo() {
        Instant before = Instant.now();
        stranger.strangerSetsWeights(FixedWorld.API_RULE, Map.of("api-v1", 70, "api-v2", 30));
        stranger.strangerSetsWeights("orders-db", Map.of("eu", 70, "us", 30));

        Map<Route, List<RouteChange>> changes = changes(before, RULE, RECORDS);

        assertThat(last(changes, RULE).action()).isEqualTo("ModifyRule");
        assertThat(last(changes, RECORDS).action()).isEqualTo("ChangeResourceRecordSets");
        assertThat(last(changes, RECORDS).actor()).endsWith("user/stranger");
    }

    @Test
    void anotherNameOfTheZoneIsAnotherRoute() {
        Instant before = Instant.now();
        stranger.strangerSetsWeights("reports-db", Map.of("eu", 60, "us", 40));

        assertThat(of(changes(before, RECORDS), RECORDS)).isEmpty();
    }

    @Test
    void manyChangesComeInPages() {
        Instant before = Instant.now();
        for (int i = 0; i < 60; i++) {
            stranger.strangerSetsWeights(FixedWorld.SEARCH_LISTENER, Map.of("search-eu", 100 + i, "search-us", 1));
        }

        assertThat(of(changes(before, OTHER), OTHER)).hasSizeBetween(60, 61);
    }

    @Test
    void whatTheLogDoesNotSayOrMayNotSayIsToldApart() {
        Instant before = Instant.now();
        stranger.strangerSetsWeights(FixedWorld.CHECKOUT_LISTENER, Map.of("checkout-eu", 60, "checkout-us", 40));
        stranger.faults("[{\"action\": \"LookupEvents\", \"fault\": \"empty\"}]");
        assertThat(of(changes(before, LISTENER), LISTENER)).isEmpty();

        stranger.clearFaults();
        stranger.faults("[{\"action\": \"LookupEvents\", \"fault\": \"error\", \"status\": 403}]");
        assertError(before, ProviderError.Denied.class);
        stranger.clearFaults();
        stranger.faults("[{\"action\": \"LookupEvents\", \"fault\": \"throttle\"}]");
        assertError(before, ProviderError.Throttled.class);
    }

    private void assertError(Instant since, Class<? extends ProviderError> kind) {
        assertThatThrownBy(() -> changes(since, LISTENER))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        thrown -> assertThat(thrown.error()).isInstanceOf(kind));
    }

    private Map<Route, List<RouteChange>> changes(Instant since, Route... routes) {
        return trail.changes(
                Set.of(routes),
                new TimeWindow(since.minusMillis(5), Instant.now().plusSeconds(1)));
    }

    private static List<RouteChange> of(Map<Route, List<RouteChange>> changes, Route route) {
        return changes.getOrDefault(route, List.of());
    }

    private static RouteChange last(Map<Route, List<RouteChange>> changes, Route route) {
        return of(changes, route).getLast();
    }

    private String revision(Route route) {
        return provider.traffic().observe(Set.of(route)).values().stream()
                .flatMap(sight -> sight.seen().stream())
                .findFirst()
                .orElseThrow()
                .revision();
    }
}
