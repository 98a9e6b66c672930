package io.sluice.provider.aws;

import io.sluice.provider.TrafficProvider;
import io.sluice.provider.tck.Shell;
import io.sluice.provider.tck.TrafficFixture;
import io.sluice.provider.tck.Trouble;
import io.sluice.sandbox.Sandbox;
import io.sluice.sandbox.SandboxSettings;
import io.sluice.sandbox.world.FixedWorld;
import io.sluice.traffic.Address;
import io.sluice.traffic.Route;
import io.sluice.traffic.RouteHazard;
import io.sluice.traffic.RouteRef;
import io.sluice.traffic.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Action;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ForwardActionConfig;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Listener;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAttribute;

/** Listeners of the sandbox: the portal's, which signs people in before it splits traffic, and the one of search. */
final class SandboxFixture implements TrafficFixture {
    private final Sandbox sandbox;
    private final AwsRelay relay;
    private final AwsProvider provider;
    private final AwsClients direct;

    SandboxFixture() {
        try {
            sandbox = Sandbox.start(SandboxSettings.anyPorts());
            relay = new AwsRelay(URI.create(sandbox.controlUrl()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        provider = AwsProvider.open(TestSettings.at(relay.endpoint()));
        direct = new AwsClients(TestSettings.at(URI.create(sandbox.controlUrl())));
        strangerSets(route(), Map.of(LEFT, 1));
        strangerStopsSplitting(weightless());
    }

    AwsRelay relay() {
        return relay;
    }

    AwsProvider opened() {
        return provider;
    }

    @Override
    public TrafficProvider provider() {
        return provider.traffic();
    }

    @Override
    public Route route() {
        return listener(FixedWorld.PORTAL_LISTENER, FixedWorld.PORTAL_EU, FixedWorld.PORTAL_US);
    }

    @Override
    public Route neighbour() {
        return listener(FixedWorld.SEARCH_LISTENER, FixedWorld.SEARCH_EU, FixedWorld.SEARCH_US);
    }

    @Override
    public Route respelled() {
        return new Route(
                new RouteRef("aws", "another-name"),
                new Address("{ \"l\\u0069stener\" : \"" + FixedWorld.PORTAL_LISTENER + "\" }"),
                route().backends());
    }

    @Override
    public Route missing() {
        return listener(FixedWorld.PORTAL_LISTENER + "0", FixedWorld.PORTAL_EU, FixedWorld.PORTAL_US);
    }

    @Override
    public Route withoutBackend() {
        return listener(FixedWorld.PORTAL_LISTENER, FixedWorld.PORTAL_EU, FixedWorld.PORTAL_US + "0");
    }

    @Override
    public Route weightless() {
        return listener(FixedWorld.CHECKOUT_LISTENER, FixedWorld.CHECKOUT_EU, FixedWorld.CHECKOUT_US);
    }

    @Override
    public List<Malformed> malformed() {
        return List.of(
                place("neither listener nor rule", "{}", "/listener"),
                place("no object", "[]", ""),
                place(
                        "an unknown field",
                        "{\"listener\":\"" + FixedWorld.PORTAL_LISTENER + "\",\"port\":\"80\"}",
                        "/port"),
                place("no ARN", "{\"listener\":\"portal\"}", "/listener"),
                place("no text", "{\"rule\":7}", "/rule"),
                place("another kind of ARN", "{\"listener\":\"" + FixedWorld.PORTAL_EU + "\"}", "/listener"),
                place("a listener as a rule", "{\"rule\":\"" + FixedWorld.PORTAL_LISTENER + "\"}", "/rule"),
                place(
                        "both",
                        "{\"listener\":\"" + FixedWorld.PORTAL_LISTENER + "\",\"rule\":\"" + FixedWorld.API_RULE
                                + "\"}",
                        "/rule"),
                place(
                        "another region",
                        "{\"listener\":\"" + FixedWorld.PORTAL_LISTENER.replace("eu-west-1", "us-east-1") + "\"}",
                        "/listener"),
                right("no target group", "{}"),
                right("a target group that is none", "{\"targetGroup\":\"portal-us\"}"),
                right(
                        "a target group of another region",
                        "{\"targetGroup\":\"" + FixedWorld.PORTAL_US.replace("eu-west-1", "us-east-1") + "\"}"));
    }

    @Override
    public Map<Side, Integer> natives(Route route) {
        Map<Side, Integer> natives = new TreeMap<>();
        ActionList.weights(split(route)).forEach((arn, weight) -> natives.put(AwsAddress.side(route, arn), weight));
        return natives;
    }

    @Override
    public String elsewhere(Route route) {
        return new ActionList(listener(route).defaultActions())
                .canonicalButSplit()
                .toString();
    }

    @Override
    public void strangerSets(Route route, Map<Side, Integer> natives) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        natives.forEach(
                (side, weight) -> weights.put(AwsAddress.targetGroups(route).getOrDefault(side, side.name()), weight));
        strangerSplits(route, split -> ActionList.withWeights(split, weights));
    }

    @Override
    public Side strangerAttaches(Route route, int weight) {
        Map<Side, Integer> natives = new TreeMap<>(natives(route));
        Side stranger = new Side(FixedWorld.CHECKOUT_EU);
        natives.put(stranger, weight);
        strangerSets(route, natives);
        return stranger;
    }

    @Override
    public void strangerSticks(Route route, Optional<Duration> stickiness) {
        strangerSplits(
                route,
                split -> split.toBuilder()
                        .targetGroupStickinessConfig(config -> config.enabled(stickiness.isPresent())
                                .durationSeconds(stickiness
                                        .map(one -> (int) one.toSeconds())
                                        .orElse(null)))
                        .build());
    }

    @Override
    public void strangerChangesElsewhere(Route route) {
        strangerSignsIn(
                route,
                action -> action.toBuilder()
                        .authenticateOidcConfig(action.authenticateOidcConfig().toBuilder()
                                .scope("openid profile")
                                .build())
                        .build());
    }

    @Override
    public void strangerStopsSplitting(Route route) {
        modify(
                route,
                actions -> actions.stream()
                        .map(action -> action.type() == ActionTypeEnum.FORWARD
                                ? Action.builder()
                                        .type(ActionTypeEnum.FIXED_RESPONSE)
                                        .order(action.order())
                                        .fixedResponseConfig(response -> response.statusCode("503"))
                                        .build()
                                : action)
                        .toList());
    }

    @Override
    public Optional<String> plantSecret(Route route) {
        strangerSignsIn(
                route,
                action -> action.toBuilder()
                        .authenticateOidcConfig(action.authenticateOidcConfig().toBuilder()
                                .clientSecret("hunter2")
                                .useExistingClientSecret(null)
                                .build())
                        .build());
        return Optional.of("hunter2");
    }

    @Override
    public boolean compareAndSet() {
        return false;
    }

    @Override
    public boolean sticky() {
        return true;
    }

    @Override
    public Map<RouteHazard.Kind, Runnable> endangering() {
        return Map.of(
                RouteHazard.Kind.SLOW_START,
                () -> strangerSets(RIGHT, Map.of("slow_start.duration_seconds", "30")),
                RouteHazard.Kind.SESSION_AFFINITY,
                () -> strangerSets(LEFT, Map.of("stickiness.enabled", "true", "stickiness.type", "lb_cookie")));
    }

    /** A stranger sets attributes of a side's target group. */
    void strangerSets(Side side, Map<String, String> attributes) {
        String targetGroup = AwsAddress.targetGroups(route()).get(side);
        client().modifyTargetGroupAttributes(request -> request.targetGroupArn(targetGroup)
                .attributes(attributes.entrySet().stream()
                        .map(entry -> TargetGroupAttribute.builder()
                                .key(entry.getKey())
                                .value(entry.getValue())
                                .build())
                        .toList()));
    }

    @Override
    public Map<String, Shell.Program> programs() {
        return Map.of("aws", new AwsProgram(direct));
    }

    @Override
    public int writes() {
        return Math.toIntExact(relay.actions().stream()
                .filter(action -> action.startsWith("Modify"))
                .count());
    }

    @Override
    public void onNextWrite(Route route, Trouble trouble) {
        relay.order(action -> action.startsWith("Modify"), trouble, overtaking(route, trouble));
    }

    @Override
    public void onNextLook(Route route, Trouble trouble) {
        relay.order(action -> action.startsWith("Describe"), trouble, () -> {});
    }

    @Override
    public void close() {
        provider.close();
        direct.close();
        relay.close();
        sandbox.close();
    }

    private ElasticLoadBalancingV2Client client() {
        return direct.loadBalancing();
    }

    private Listener listener(Route route) {
        String arn = AwsAddress.place(route).arn();
        return client().describeListeners(request -> request.listenerArns(arn))
                .listeners()
                .getFirst();
    }

    private ForwardActionConfig split(Route route) {
        return new ActionList(listener(route).defaultActions()).split().orElseThrow();
    }

    private void strangerSplits(Route route, UnaryOperator<ForwardActionConfig> change) {
        modify(route, actions -> {
            ActionList list = new ActionList(actions);
            return list.splitting(change.apply(list.split().orElseThrow())).actions();
        });
    }

    private void strangerSignsIn(Route route, UnaryOperator<Action> change) {
        modify(
                route,
                actions -> actions.stream()
                        .map(action ->
                                action.type() == ActionTypeEnum.AUTHENTICATE_OIDC ? change.apply(action) : action)
                        .toList());
    }

    private void modify(Route route, UnaryOperator<List<Action>> change) {
        List<Action> actions =
                change.apply(new ArrayList<>(new ActionList(listener(route).defaultActions()).forWriting()));
        client().modifyListener(request ->
                request.listenerArn(AwsAddress.place(route).arn()).defaultActions(actions));
    }

    private static Route listener(String arn, String left, String right) {
        return TestSettings.route("listener", arn, Map.of(LEFT, left, RIGHT, right));
    }

    private Malformed right(String what, String address) {
        return right(what, address, "targetGroup");
    }
}
