package io.sluice.app.store;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_ABSENT;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.sluice.plan.Baseline;
import io.sluice.plan.Gate;
import io.sluice.plan.HoldReason;
import io.sluice.plan.HookAnswer;
import io.sluice.plan.PlanEvent;
import io.sluice.plan.PlanId;
import io.sluice.plan.PlanState;
import io.sluice.plan.Principal;
import io.sluice.plan.Proof;
import io.sluice.plan.RevertCause;
import io.sluice.plan.RouteShare;
import io.sluice.plan.RouteWeights;
import io.sluice.plan.Step;
import io.sluice.plan.Verdict;
import io.sluice.traffic.Address;
import io.sluice.traffic.Side;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The one way in which values are written to last: one text for equal values, names that no renaming of a class changes,
 * and nothing read that was not understood.
 */
public final class StoredJson {
    private StoredJson() {}

    /** A mapper of its own for whoever asks. */
    public static ObjectMapper mapper() {
        return JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(words())
                .addMixIn(Weights.class, WeightsAsMap.class)
                .addMixIn(RouteWeights.class, RouteWeightsAsMap.class)
                .addMixIn(Baseline.class, BaselineAsMap.class)
                .addMixIn(PlanState.class, Typed.class)
                .addMixIn(HoldReason.class, Typed.class)
                .registerSubtypes(states())
                .registerSubtypes(holdReasons())
                // Words on values, such as isTerminal(), are not part of them.
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .defaultPropertyInclusion(JsonInclude.Value.construct(NON_ABSENT, NON_ABSENT))
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                // With this a missing field is an error unless it is Optional, so a later release may add optional
                // ones.
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
    }

    private static NamedType[] states() {
        return new NamedType[] {
            new NamedType(PlanState.Scheduled.class, "scheduled"),
            new NamedType(PlanState.Shifting.class, "shifting"),
            new NamedType(PlanState.Baking.class, "baking"),
            new NamedType(PlanState.Held.class, "held"),
            new NamedType(PlanState.Reverting.class, "reverting"),
            new NamedType(PlanState.Completed.class, "completed"),
            new NamedType(PlanState.Reverted.class, "reverted"),
            new NamedType(PlanState.Cancelled.class, "cancelled"),
        };
    }

    private static NamedType[] holdReasons() {
        return new NamedType[] {
            new NamedType(HoldReason.Pause.class, "pause"),
            new NamedType(HoldReason.Approval.class, "approval"),
            new NamedType(HoldReason.Webhook.class, "webhook"),
            new NamedType(HoldReason.Window.class, "window"),
            new NamedType(HoldReason.Calendar.class, "calendar"),
            new NamedType(HoldReason.Gate.class, "gate"),
            new NamedType(HoldReason.NoData.class, "no-data"),
            new NamedType(HoldReason.Drift.class, "drift"),
            new NamedType(HoldReason.Stuck.class, "stuck"),
            new NamedType(HoldReason.Share.class, "share"),
            new NamedType(HoldReason.ProviderFailure.class, "provider-error"),
            new NamedType(HoldReason.NoWayBack.class, "no-way-back"),
        };
    }

    private static SimpleModule words() {
        SimpleModule module = new SimpleModule();
        TextValue.of(Side.class, Side::name, Side::new).addTo(module);
        TextValue.of(PlanId.class, PlanId::value, PlanId::new).addTo(module);
        TextValue.of(Principal.class, Principal::name, Principal::new).addTo(module);
        TextValue.of(Address.class, Address::json, Address::new).addTo(module);
        TextValue.of(Instant.class, Instant::toString, Instant::parse).addTo(module);
        TextValue.of(Duration.class, Duration::toString, Duration::parse).addTo(module);
        TextValue.ofEnum(Proof.class).addTo(module);
        TextValue.ofEnum(Verdict.class).addTo(module);
        TextValue.ofEnum(RevertCause.Kind.class).addTo(module);
        TextValue.ofEnum(Step.OnTimeout.class).addTo(module);
        TextValue.ofEnum(Gate.OnFail.class).addTo(module);
        TextValue.ofEnum(HookAnswer.Says.class).addTo(module);
        TextValue.ofEnum(RouteShare.Says.class).addTo(module);
        TextValue.ofEnum(PlanEvent.Purpose.class).addTo(module);
        TextValue.ofEnum(PlanEvent.DriftChoice.class).addTo(module);
        // Sets of the core have another order in each process; what is hashed must not.
        module.addSerializer(new SortedSetSerializer());
        return module;
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    private interface Typed {}

    @SuppressWarnings("UnusedVariable") // a mixin is looked at, never called
    private abstract static class WeightsAsMap {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        WeightsAsMap(Map<Side, Integer> shares) {}

        @JsonValue
        abstract Map<Side, Integer> shares();
    }

    @SuppressWarnings("UnusedVariable") // a mixin is looked at, never called
    private abstract static class RouteWeightsAsMap {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        RouteWeightsAsMap(Map<String, Weights> byRoute) {}

        @JsonValue
        abstract Map<String, Weights> byRoute();
    }

    @SuppressWarnings("UnusedVariable") // a mixin is looked at, never called
    private abstract static class BaselineAsMap {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        BaselineAsMap(Map<String, Baseline.OfRoute> byRoute) {}

        @JsonValue
        abstract Map<String, Baseline.OfRoute> byRoute();
    }
}
