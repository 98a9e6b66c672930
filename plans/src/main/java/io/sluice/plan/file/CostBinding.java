package io.sluice.plan.file;

import io.sluice.plan.Figure;
import io.sluice.plan.Figure.Cost.Per;
import io.sluice.plan.Gate.Judge;
import io.sluice.plan.Gate.NoDataPolicy;
import io.sluice.plan.Gate.OnNoData;
import io.sluice.plan.cost.PriceBook;
import java.util.Map;
import java.util.Optional;

/**
 * What is particular about gates on costs: amounts have a currency, and figures that come late must not take a plan back.
 *
 * @param gate the gate as written
 */
record CostBinding(Written gate) {
    /** The cost that the gate's signal names, in the currency that its condition names. */
    Optional<Figure> figure() {
        String signal = gate.text("signal").orElse("");
        for (Per per : Per.values()) {
            if (per.word().equals(signal)) {
                return Optional.of(new Figure.Cost(per, currency()));
            }
        }
        return Optional.empty();
    }

    private Optional<String> currency() {
        return gate.field("judge")
                .flatMap(judge -> judge.field("budget").or(() -> Optional.of(judge)))
                .flatMap(amount -> amount.field("currency"))
                .flatMap(CostBinding::known);
    }

    private static Optional<String> known(Written currency) {
        String code = currency.asText().orElse("");
        try {
            PriceBook.checkCurrency(code);
            return Optional.of(code);
        } catch (IllegalArgumentException e) {
            currency.fault("is no currency of ISO 4217");
            return Optional.empty();
        }
    }

    /** Finds what does not go together. */
    void check(Optional<Figure> figure, Optional<Judge> judge, NoDataPolicy onNoData) {
        boolean ofCost = figure.isPresent() && figure.get() instanceof Figure.Cost;
        boolean ofLimits = judge.isPresent() && judge.get() instanceof Judge.Limits;
        Optional<Written> condition = gate.field("judge");
        if (!ofCost || !ofLimits) {
            condition
                    .flatMap(written -> written.field("currency"))
                    .ifPresent(place -> place.fault("goes with min and max of a cost, and with nothing else"));
        }
        if (!ofCost) {
            return;
        }
        if (ofLimits && condition.isPresent() && !condition.get().json().has("currency")) {
            condition.get().missing("currency", "is missing; an amount of money has one");
        }
        if (judge.isPresent()) {
            switch (judge.get()) {
                case Judge.Limits _, Judge.Compare _, Judge.Budget _, Judge.OfHook _ -> {}
                case Judge.Sequential _, Judge.Share _, Judge.Canary _, Judge.BurnRate _ ->
                    gate.missing("judge", "does not go with a cost; min and max, compare and budget do");
            }
        }
        checkNoData(onNoData);
    }

    private void checkNoData(NoDataPolicy policy) {
        String why = "must not be fail: what clouds say of usage comes late at times, which is no reason to fail";
        Optional<Written> written = gate.field("onNoData");
        if (written.isEmpty()) {
            return;
        }
        if (written.get().json().isObject()) {
            Map.of("idle", policy.idle(), "notApplied", policy.notApplied(), "pipeline", policy.pipeline())
                    .forEach((cause, does) -> {
                        if (does == OnNoData.FAIL) {
                            written.get().missing(cause, why);
                        }
                    });
        } else if (policy.idle() == OnNoData.FAIL) {
            written.get().fault(why);
        }
    }
}
