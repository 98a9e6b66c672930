package io.sluice.plan.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.plan.PlanId;
import io.sluice.plan.runbook.Runbook.OfRoute;
import io.sluice.plan.runbook.Runbook.Way;
import io.sluice.traffic.ByHand;
import io.sluice.traffic.ShellCommand;
import io.sluice.traffic.ShellCommand.Purpose;
import io.sluice.traffic.Side;
import io.sluice.traffic.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunbookTextTest {
    private static final Side EU = new Side("eu");
    private static final Side US = new Side("us");
    private static final ByHand COMMANDS = new ByHand(
            Map.of(EU, 3, US, 1),
            List.of(
                    ShellCommand.of(Purpose.LOOK, "Shows it.", List.of("cloud", "show", "it's here")),
                    ShellCommand.of(
                            Purpose.CHANGE, "Puts it back.", List.of("cloud", "put", "```\n# no heading\n```"))),
            List.of("As somebody who may."));

    @Test
    void aPersonFindsWhatItWasWhereItIsAndWhatToType() {
        assertThat(text("payments-sre", route("edge", new Way.Known(COMMANDS)))).isEqualTo("""
                # Putting back checkout by hand

                The commands below put the route of plan pl_01KB3N5V8QX2M7T4R9C6H1J0ZE (owner: payments-sre) back as the plan \
                found it: edge. They need no Sluice.
                The baseline was frozen at 2026-11-24T21:00:00Z; what was changed after that, by whomever, is not in it.

                - If Sluice answers, do not use this: `POST /api/v1/plans/pl_01KB3N5V8QX2M7T4R9C6H1J0ZE/revert` does the \
                same, and looks whether it worked.
                - If it runs and does not answer, stop Sluice first, or cancel the plan: it would take the weights for \
                drift, and a plan may be told to undo that (`onDrift`).
                - Give the commands of a route in their order, and read each one's answer before the next. Routes do not wait \
                for each other.

                ## edge, at provider cloud-prod

                Where it is: `{"route":"edge"}`

                What it goes back to: eu 75 %, us 25 % (as the cloud has it: eu 3, us 1); clients stick to their backend for \
                10m.

                - As somebody who may.

                1. Shows it.

                ```sh
                cloud show 'it'\\''s here'
                ```

                2. **Changes the cloud.** Puts it back.

                ````sh
                cloud put '```
                # no heading
                ```'
                ````
                """);
    }

    @Test
    void aRouteWhoseCommandsAreNotKnownTakesNothingFromTheOthers() {
        String text = text(
                "",
                route("lost", new Way.Unknown("provider x is not configured any more")),
                route("edge", new Way.Known(COMMANDS)));

        assertThat(text)
                .contains(
                        "put the 2 routes of plan pl_01KB3N5V8QX2M7T4R9C6H1J0ZE back as the plan found them: lost, edge.")
                .contains("Its commands are not known: provider x is not configured any more.")
                .contains("2. **Changes the cloud.** Puts it back.");
    }

    @Test
    void anOwnerCannotAddLines() {
        assertThat(text("payments\n\n# Putting back nothing", route("edge", new Way.Known(COMMANDS))))
                .contains("(owner: payments # Putting back nothing)")
                .doesNotContain("\n# Putting back nothing");
    }

    private static String text(String owner, OfRoute... routes) {
        return RunbookText.of(new Runbook(
                new PlanId("pl_01KB3N5V8QX2M7T4R9C6H1J0ZE"),
                "checkout",
                owner,
                Instant.parse("2026-11-24T21:00:00.123Z"),
                List.of(routes)));
    }

    private static OfRoute route(String name, Way way) {
        return new OfRoute(
                name,
                "cloud-prod",
                "{\"route\":\"" + name + "\"}",
                Weights.of(US, 2500, EU),
                Optional.of(Duration.ofMinutes(10)),
                way);
    }
}
