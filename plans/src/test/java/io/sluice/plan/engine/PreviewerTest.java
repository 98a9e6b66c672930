package io.sluice.plan.engine;

import static io.sluice.plan.engine.Specs.US;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.plan.PlanSpec;
import io.sluice.plan.Principal;
import io.sluice.plan.cost.Price;
import io.sluice.plan.cost.PriceBook;
import io.sluice.plan.cost.PricedPlace;
import io.sluice.plan.decide.Pace;
import io.sluice.plan.decide.SafetyLimits;
import io.sluice.plan.engine.Previewer.Answer;
import io.sluice.plan.preview.Preview;
import io.sluice.plan.preview.RunCost;
import io.sluice.provider.inmemory.InMemoryCloud;
import io.sluice.provider.inmemory.InMemoryProvider;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.Reading;
import io.sluice.traffic.Reading.Measured;
import io.sluice.traffic.Reading.Missing;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a preview finds around a route: hazards that its cloud tells, who is healthy, and what moving costs. */
class PreviewerTest {
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:30Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Timing TIMING =
            new Timing(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(20), Duration.ofSeconds(2));

    private final ManualClock clock = new ManualClock(NOW);
    private final InMemoryCloud cloud = new InMemoryCloud(clock);
    private Optional<PriceBook> prices = Optional.empty();

    @BeforeEach
    void a_route() {
        cloud.backend("edge-us", 3);
        cloud.route("edge", Map.of("edge-eu", 100, "edge-us", 0));
    }

    private static PlanSpec halfAnHourAndAll() {
        return Specs.over("p/edge").shift(50, HOUR).shift(100, HOUR).build();
    }

    private Preview preview() {
        Providers providers = new Providers(Map.of("p", new InMemoryProvider(cloud, "p", TIMING)), Map.of(), prices);
        Examiner examiner = new Examiner(
                providers, Set.of(), Calls.inline(), SafetyLimits.defaults(), Pace.STANDARD, People.NOBODY);
        Answer answer = new Previewer(new MemoryPlanStore(clock), examiner, clock)
                .preview(halfAnHourAndAll(), "sha256:0", Principal.LOCAL, _ -> true);
        assertThat(answer).isInstanceOf(Answer.Previewed.class);
        return ((Answer.Previewed) answer).preview();
    }

    private static List<String> hazards(Preview preview) {
        return preview.hazards().stream()
                .map(hazard -> hazard.name() + " " + hazard.where() + " " + hazard.sentence())
                .toList();
    }

    @Test
    void what_a_cloud_tells_of_a_route_is_told() {
        cloud.hazard("edge", new RouteHazard(RouteHazard.Kind.SLOW_START, "us starts slowly"));

        assertThat(hazards(preview())).contains("slow-start /routes/0 edge: us starts slowly");
    }

    @Test
    void what_a_cloud_does_not_tell_is_not_known_and_keeps_nobody_from_a_preview() {
        cloud.failHazards("edge", new ProviderError.Denied("not you"));

        assertThat(hazards(preview()))
                .contains("not-known /routes/0 edge: what its cloud does beside splitting traffic: not known: not you");
    }

    @Test
    void healthy_targets_are_told_and_a_side_without_any_is_in_the_way() {
        Preview sound = preview();
        assertThat(sound.scene().around().healthy().get("edge")).containsEntry(US, new Measured(3));
        assertThat(sound.obstacles()).isEmpty();

        cloud.backend("edge-us", 0);

        assertThat(preview().obstacles())
                .containsExactly("us has no healthy target on edge, and no traffic is given to it before it has");
    }

    private static PriceBook book(double eu, double us) {
        return new PriceBook(
                "EUR",
                Optional.of(Instant.parse("2026-11-01T00:00:00Z")),
                Optional.empty(),
                List.of(
                        new Price.OfBackend(new PricedPlace("p", Optional.of("edge-eu")), 0.1, eu, 0),
                        new Price.OfBackend(new PricedPlace("p", Optional.of("edge-us")), 0.1, us, 0)),
                List.of());
    }

    /** A million requests an hour, half of it for an hour and all of it for an hour more, at 2 EUR more for each million. */
    @Test
    void a_dearer_side_costs_more_by_its_share_and_its_time() {
        prices = Optional.of(book(1, 3));
        cloud.measure(
                "edge-eu",
                Signal.REQUESTS,
                window -> new Measured(window.length().toSeconds() / 3.6e-3));
        cloud.measure("edge-us", Signal.REQUESTS, new Missing("no requests"));

        RunCost cost = preview().cost().orElseThrow();

        assertThat(cost.currency()).isEqualTo("EUR");
        assertThat(cost.asOf()).contains(Instant.parse("2026-11-01T00:00:00Z"));
        assertThat(cost.steps()).extracting(RunCost.OfStep::step).containsExactly(1, 2);
        assertThat(amount(cost.steps().get(0).perHour())).isCloseTo(1, within(1e-6));
        assertThat(amount(cost.steps().get(1).perHour())).isCloseTo(2, within(1e-6));
        assertThat(amount(cost.untilEnd())).isCloseTo(3, within(1e-6));
    }

    private static double amount(Reading reading) {
        assertThat(reading).isInstanceOf(Measured.class);
        return ((Measured) reading).value();
    }

    @Test
    void what_costs_the_same_everywhere_is_no_extra_whoever_counts_it() {
        prices = Optional.of(book(2, 2));
        cloud.measure("edge-eu", Signal.REQUESTS, new Missing("the metrics are down"));

        assertThat(preview().cost().orElseThrow().untilEnd()).isEqualTo(new Measured(0));
    }

    @Test
    void what_is_not_known_is_named_and_makes_no_sum() {
        prices = Optional.of(book(1, 3));
        cloud.measure("edge-eu", Signal.REQUESTS, new Missing("the metrics are down"));
        RunCost unread = preview().cost().orElseThrow();
        assertThat(unread.untilEnd()).isEqualTo(new Missing("requests of eu on route edge: the metrics are down"));
        assertThat(unread.steps()).allSatisfy(step -> assertThat(step.perHour()).isEqualTo(unread.untilEnd()));

        prices = Optional.of(new PriceBook("EUR", Optional.empty(), Optional.empty(), List.of(), List.of()));
        assertThat(preview().cost().orElseThrow().untilEnd())
                .isEqualTo(new Missing("the price book has no price for eu of route edge"));
    }

    @Test
    void without_prices_nothing_is_said_of_costs() {
        assertThat(preview().cost()).isEmpty();
    }
}
