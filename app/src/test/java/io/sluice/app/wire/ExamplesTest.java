package io.sluice.app.wire;

import static io.sluice.app.wire.Place.CHECKOUT;
import static io.sluice.app.wire.Place.SEARCH;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The example plans, word for word, on the sandbox as it comes: each ends as its first lines say. */
@Execution(ExecutionMode.CONCURRENT)
class ExamplesTest {
    private static final Duration AS_PROMISED = Duration.ofSeconds(150);

    @Test
    void theCheckoutMovesWhileTheSearchIsTakenBack() throws Exception {
        try (Cloud cloud = Cloud.start(Duration.ofSeconds(5))) {
            cloud.load(CHECKOUT, 50);
            cloud.load(SEARCH, 50);

            Journey checkout = submit(cloud, "checkout-region-move.yaml");
            Journey search = submit(cloud, "search-region-move.yaml").awaitsBaking(1);
            cloud.sandbox().backends(SEARCH.to(), "{\"errorPercent\": 30}");

            search.awaits("reverted", AS_PROMISED);
            assertThat(cloud.weights(SEARCH)).containsOnlyKeys(SEARCH.from());
            assertThat(search.lines("revert-started").getFirst().toString()).contains("gate errors");
            checkout.awaits("completed", AS_PROMISED);
            assertThat(cloud.share(CHECKOUT)).isEqualTo(100);
            assertThat(checkout.lines("hold-started"))
                    .as("%s", checkout.lines("gate-judged"))
                    .isEmpty();
        }
    }

    private static Journey submit(Cloud cloud, String example) throws IOException {
        return cloud.submit(Files.readString(Path.of("../plans/examples").resolve(example)));
    }
}
