package io.sluice.provider.aws;

import static io.sluice.provider.tck.TrafficFixture.LEFT;
import static io.sluice.provider.tck.TrafficFixture.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.provider.TrafficProvider;
import io.sluice.provider.tck.Trouble;
import io.sluice.traffic.ObservedRoute;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Restoration;
import io.sluice.traffic.Route;
import io.sluice.traffic.Side;
import io.sluice.traffic.Sight;
import io.sluice.traffic.Signal;
import io.sluice.traffic.Snapshot;
import io.sluice.traffic.Timing;
import io.sluice.traffic.WeightChange;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.endpoints.AwsEndpointAttribute;
import software.amazon.awssdk.awscore.endpoints.authscheme.SigV4AuthScheme;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.endpoints.Route53EndpointProvider;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** What is Route 53's own: one batch that compares, waiting for the name servers, other spellings and other policies. */
class RecordSetTrafficTest {
    private static final Route ALIASES =
            TestSettings.recordSet("shop.sluice.example", "A", Map.of(LEFT, "eu", RIGHT, "us"));
    private static final Route WILDCARD =
            TestSettings.recordSet("*.preview.sluice.example", "A", Map.of(LEFT, "eu", RIGHT, "us"));

    private final RecordSetFixture cloud = new RecordSetFixture();
    private final TrafficProvider provider = cloud.provider();

    @AfterEach
    void close() {
        cloud.close();
    }

    @Test
    void aChangeIsOneBatchThatDeletesTheWholeOldSetAndCreatesTheNew() {
        ObservedRoute before = seen(cloud.route());

        provider.apply(change(cloud.route(), Weights.of(RIGHT, 500, LEFT), before.revision()));

        assertThat(seen(cloud.route()).natives()).isEqualTo(Map.of(LEFT, 19, RIGHT, 1));
        assertThat(bodies("ChangeResourceRecordSets")).singleElement().satisfies(body -> {
            assertThat(body.split("<Action>DELETE</Action>", -1)).hasSize(3);
            assertThat(body.split("<Action>CREATE</Action>", -1)).hasSize(3);
            assertThat(body).doesNotContain("UPSERT");
        });
    }

    @Test
    void aStepIsOneLookOneWriteAndOneLook() {
        ObservedRoute before = seen(cloud.route());
        provider.apply(change(cloud.route(), Weights.of(RIGHT, 500, LEFT), before.revision()));
        seen(cloud.route());

        assertThat(cloud.relay().actions())
                .filteredOn(action -> !action.equals("GetChange"))
                .containsExactly("ListResourceRecordSets", "ChangeResourceRecordSets", "ListResourceRecordSets");
    }

    @Test
    void aLookAtManyRecordSetsOfAZoneIsOneCall() {
        Map<Route, Sight> sights = provider.observe(Set.of(cloud.route(), cloud.neighbour(), ALIASES, WILDCARD));

        assertThat(sights.values())
                .hasSize(4)
                .allSatisfy(sight -> assertThat(sight).isInstanceOf(Sight.Seen.class));
        assertThat(cloud.relay().actions()).containsExactly("ListResourceRecordSets");
    }

    @Test
    void aSetThatIsListedOnManyPagesIsReadToItsEnd() {
        cloud.replace(
                cloud.route(),
                records -> List.of(
                        numbered(records.getFirst(), "eu"),
                        numbered(records.getFirst(), "us"),
                        numbered(records.getFirst(), "asia")));
        cloud.relay().rewrite(uri -> uri.replaceFirst("maxitems=\\d+", "maxitems=1"));

        assertThat(seen(cloud.route()).natives())
                .isEqualTo(Map.of(LEFT, 1, RIGHT, 1, new Side("orders-db.sluice.example/asia"), 1));
        assertThat(cloud.relay().actions()).hasSize(3);
    }

    @Test
    void theTtlIsTheTimeUntilAChangeIsBelievedAndSixtySecondsForAliases() {
        assertThat(seen(cloud.route()).settle()).isEqualTo(Duration.ofSeconds(2));
        assertThat(seen(ALIASES).settle()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aWriteReturnsWhenAllNameServersHaveItAndNotBefore() {
        ObservedRoute before = seen(cloud.route());
        // The name servers look as they did a minute ago, for three polls.
        cloud.sandbox()
                .client()
                .faults("{\"fault\": \"stale\", \"action\": \"GetChange\", \"ageMillis\": 60000, \"times\": 3}");

        provider.apply(change(cloud.route(), Weights.of(RIGHT, 500, LEFT), before.revision()));

        assertThat(cloud.relay().actions()).filteredOn("GetChange"::equals).hasSize(4);
    }

    @Test
    void aPollThatFailsWhileTheChangeGoesOnIsMadeAgain() {
        ObservedRoute before = seen(cloud.route());
        cloud.sandbox().client().faults("""
                [{"fault": "throttle", "action": "GetChange"}, {"fault": "error", "action": "GetChange"}]""");

        provider.apply(change(cloud.route(), Weights.of(RIGHT, 500, LEFT), before.revision()));

        assertThat(seen(cloud.route()).natives()).isEqualTo(Map.of(LEFT, 19, RIGHT, 1));
        assertThat(bodies("ChangeResourceRecordSets")).hasSize(1);
    }

    @Test
    void aChangeThatIsNotInSyncByTheDeadlineIsUnknown() {
        ObservedRoute before = seen(cloud.route());
        cloud.sandbox()
                .client()
                .faults(
                        "{\"fault\": \"stale\", \"action\": \"GetChange\", \"ageMillis\": 60000, \"times\": \"forever\"}");

        AwsProviderFactory settings = TestSettings.at(cloud.relay().endpoint());
        Timing hasty = new Timing(
                Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1));
        try (AwsProvider impatient = AwsProvider.open(new AwsProviderFactory(
                settings.region(),
                settings.endpoint(),
                settings.cloudwatchEndpoint(),
                settings.credentials(),
                hasty,
                Duration.ZERO))) {
            assertThat(errorOf(() ->
                            impatient.traffic().apply(change(cloud.route(), Weights.allTo(RIGHT), before.revision()))))
                    .isInstanceOf(ProviderError.Unknown.class)
                    .extracting(ProviderError::detail)
                    .asString()
                    .contains("accepted change C");
        }
    }

    @Test
    void aPollThatIsNotAllowedEndsTheWaitAndTheOutcomeIsUnknown() {
        ObservedRoute before = seen(cloud.route());
        cloud.relay().order("GetChange"::equals, Trouble.DENIED, () -> {});

        assertThat(errorOf(() -> provider.apply(change(cloud.route(), Weights.allTo(RIGHT), before.revision()))))
                .isInstanceOf(ProviderError.Unknown.class);
    }

    @Test
    void whileAnotherChangeOfTheZoneIsWorkedOnItIsThrottledAndNotRetried() {
        ObservedRoute before = seen(cloud.route());
        cloud.sandbox()
                .client()
                .faults("{\"fault\": \"error\", \"status\": 400, \"action\": \"ChangeResourceRecordSets\"}");

        assertThat(errorOf(() -> provider.apply(change(cloud.route(), Weights.allTo(RIGHT), before.revision()))))
                .isInstanceOf(ProviderError.Throttled.class)
                .extracting(ProviderError::detail)
                .asString()
                .contains("PriorRequestNotComplete");
        assertThat(seen(cloud.route())).isEqualTo(before);
        assertThat(bodies("ChangeResourceRecordSets")).hasSize(1);
    }

    @Test
    void aWriteWithoutAnAnswerIsSentOnceOnly() {
        ObservedRoute before = seen(cloud.route());
        cloud.onNextWrite(cloud.route(), Trouble.NO_ANSWER);

        assertThat(errorOf(() -> provider.apply(change(cloud.route(), Weights.allTo(RIGHT), before.revision()))))
                .isInstanceOf(ProviderError.Unknown.class);

        assertThat(bodies("ChangeResourceRecordSets")).hasSize(1);
    }

    @Test
    void sentAgainAfterItGotThroughUnansweredItIsDone() {
        ObservedRoute before = seen(cloud.route());
        WeightChange change = change(cloud.route(), Weights.allTo(RIGHT), before.revision());
        cloud.onNextWrite(cloud.route(), Trouble.NO_ANSWER);
        errorOf(() -> provider.apply(change));

        provider.apply(change);

        assertThat(seen(cloud.route()).natives()).isEqualTo(Map.of(LEFT, 0, RIGHT, 1));
    }

    @Test
    void whatWasNotSaidToBeOnAllNameServersIsGivenTheTime() {
        ObservedRoute before = seen(cloud.route());
        WeightChange change = change(cloud.route(), Weights.allTo(RIGHT), before.revision());
        cloud.onNextWrite(cloud.route(), Trouble.NO_ANSWER);
        errorOf(() -> provider.apply(change));
        try (AwsProvider restarted =
                AwsProvider.open(TestSettings.at(cloud.relay().endpoint()))) {
            restarted.traffic().apply(change);
            assertThat(settle(restarted)).isEqualTo(before.settle().plusSeconds(60));
        }
        assertThat(seen(cloud.route()).settle()).isEqualTo(before.settle().plusSeconds(60));

        provider.apply(
                change(cloud.route(), Weights.allTo(LEFT), seen(cloud.route()).revision()));

        assertThat(seen(cloud.route()).settle()).isEqualTo(before.settle());
    }

    private Duration settle(AwsProvider at) {
        return at.traffic().observe(Set.of(cloud.route())).values().stream()
                .flatMap(sight -> sight.seen().stream())
                .findFirst()
                .orElseThrow()
                .settle();
    }

    @Test
    void aChangeOfARecordOutsideTheWeightsIsAConflictToo() {
        ObservedRoute before = seen(cloud.route());
        cloud.strangerChangesElsewhere(cloud.route());

        assertThat(errorOf(() -> provider.apply(change(cloud.route(), Weights.allTo(RIGHT), before.revision()))))
                .isInstanceOf(ProviderError.Conflict.class);
        assertThat(seen(cloud.route()).settle()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void row21AWildcardIsTheSameHoweverItIsWritten() {
        Route escaped = TestSettings.recordSet("\\052.PREVIEW.sluice.example.", "A", Map.of(LEFT, "eu", RIGHT, "us"));

        assertThat(provider.check(escaped)).isEmpty();
        assertThat(provider.canonicalKey(escaped)).isEqualTo(provider.canonicalKey(WILDCARD));
        assertThat(seen(escaped)).isEqualTo(seen(WILDCARD));
        provider.apply(
                change(escaped, Weights.of(RIGHT, 5000, LEFT), seen(escaped).revision()));
        assertThat(seen(WILDCARD).natives()).isEqualTo(Map.of(LEFT, 1, RIGHT, 1));
    }

    @Test
    void aliasesAreMovedAndTheirTargetsStay() {
        ObservedRoute before = seen(ALIASES);
        Snapshot snapshot = provider.snapshot(ALIASES);

        provider.apply(change(ALIASES, Weights.of(RIGHT, 500, LEFT), before.revision()));

        assertThat(seen(ALIASES).natives()).isEqualTo(Map.of(LEFT, 19, RIGHT, 1));
        assertThat(seen(ALIASES).fingerprint()).isEqualTo(before.fingerprint());
        provider.restore(new Restoration(ALIASES, snapshot, true, Set.of(), "two"));
        assertThat(seen(ALIASES)).isEqualTo(before);
        assertThat(before.traits().kind())
                .isEqualTo("a Route 53 record set of aliases that follow the health of their targets");
    }

    @Test
    void recordsWithAnotherPolicyHaveNoWeights() {
        Route nearest =
                TestSettings.recordSet("nearest.sluice.example", "A", Map.of(LEFT, "eu-west-1", RIGHT, "us-east-1"));

        assertThat(provider.observe(Set.of(nearest)).get(nearest))
                .isInstanceOfSatisfying(
                        Sight.Unseen.class,
                        unseen -> assertThat(unseen.error()).isInstanceOf(ProviderError.Invalid.class));
    }

    @Test
    void aZoneThatDoesNotExistIsNotFoundAndHidesNoOther() {
        Route elsewhere = TestSettings.recordSet("Z0NOWHERE", "db.example.com", "A", Map.of(LEFT, "eu", RIGHT, "us"));

        Map<Route, Sight> sights = provider.observe(Set.of(elsewhere, cloud.route()));

        assertThat(sights.get(cloud.route())).isInstanceOf(Sight.Seen.class);
        assertThat(sights.get(elsewhere))
                .isInstanceOfSatisfying(
                        Sight.Unseen.class,
                        unseen -> assertThat(unseen.error()).isInstanceOf(ProviderError.NotFound.class));
    }

    @ParameterizedTest
    @CsvSource({"eu-west-1, route53.amazonaws.com, us-east-1", "cn-north-1, route53.amazonaws.com.cn, cn-northwest-1"})
    void everyRegionLeadsToTheOneRoute53OfItsPartition(String region, String host, String signedFor) {
        Endpoint endpoint = Route53EndpointProvider.defaultProvider()
                .resolveEndpoint(parameters -> parameters.region(Region.of(region)))
                .join();

        assertThat(endpoint.url()).hasHost(host);
        assertThat(endpoint.attribute(AwsEndpointAttribute.AUTH_SCHEMES))
                .singleElement()
                .isInstanceOfSatisfying(
                        SigV4AuthScheme.class,
                        scheme -> assertThat(scheme.signingRegion()).isEqualTo(signedFor));
    }

    @Test
    void recordsThatAreAllGoneComeBackWithARestore() {
        Snapshot snapshot = provider.snapshot(cloud.route());
        cloud.replace(cloud.route(), _ -> List.of());

        provider.restore(new Restoration(cloud.route(), snapshot, false, Set.of(), "one"));

        assertThat(seen(cloud.route()).natives()).isEqualTo(Map.of(LEFT, 1, RIGHT, 0));
    }

    @Test
    void aRecordThatComesBackTakesTheTtlOfThoseThatStayed() {
        Snapshot snapshot = provider.snapshot(cloud.route());
        cloud.replace(
                cloud.route(),
                records -> List.of(records.getFirst().toBuilder().ttl(7L).build()));

        provider.restore(new Restoration(cloud.route(), snapshot, false, Set.of(), "one"));

        assertThat(seen(cloud.route()).natives()).isEqualTo(Map.of(LEFT, 1, RIGHT, 0));
        assertThat(seen(cloud.route()).settle()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void withoutAnyWeightThereIsNoSplit() {
        cloud.strangerSets(cloud.route(), Map.of());

        assertThat(provider.observe(Set.of(cloud.route())).get(cloud.route())).isInstanceOf(Sight.Unseen.class);
    }

    @Test
    void onlyRecordsWithHealthChecksHaveAFigure() {
        assertThat(seen(cloud.route()).traits().signals()).containsExactly(Signal.HEALTHY_TARGETS);
        assertThat(seen(cloud.neighbour()).traits().signals()).isEmpty();
    }

    @Test
    void theRequestLogShowsTheWeightsByTheNamesOfTheBackends() {
        provider.apply(change(
                cloud.route(), Weights.of(RIGHT, 500, LEFT), seen(cloud.route()).revision()));

        assertThat(cloud.sandbox().client().log(0))
                .filteredOn(line -> line.path("action").asText().equals("ChangeResourceRecordSets"))
                .last()
                .satisfies(line -> {
                    assertThat(line.path("arn").asText()).isEqualTo("orders-db.sluice.example");
                    assertThat(line.path("weights").path("orders-db-eu").asInt())
                            .isEqualTo(19);
                    assertThat(line.path("applied").asBoolean()).isTrue();
                });
    }

    private static ResourceRecordSet numbered(ResourceRecordSet record, String identifier) {
        return record.toBuilder().setIdentifier(identifier).weight(1L).build();
    }

    private List<String> bodies(String action) {
        return cloud.relay().requests().stream()
                .filter(request -> action.equals(request.get("Action")))
                .map(request -> request.getOrDefault("Body", ""))
                .toList();
    }

    private static WeightChange change(Route route, Weights to, String revision) {
        return new WeightChange(route, to, revision, "one");
    }

    private ObservedRoute seen(Route route) {
        return seen(provider, route);
    }

    private static ObservedRoute seen(TrafficProvider provider, Route route) {
        return Optional.ofNullable(provider.observe(Set.of(route)).get(route))
                .flatMap(Sight::seen)
                .orElseThrow();
    }

    private static ProviderError errorOf(Runnable call) {
        ProviderException thrown = catchThrowableOfType(ProviderException.class, call::run);
        assertThat(thrown).as("the call must fail").isNotNull();
        return thrown.error();
    }
}
