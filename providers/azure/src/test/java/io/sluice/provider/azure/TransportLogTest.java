package io.sluice.provider.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sluice.provider.tck.Answer;
import io.sluice.provider.tck.Trouble;
import io.sluice.sandbox.azure.GatewayWorld;
import io.sluice.traffic.ProviderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the SDK's transport writes into the log of a service that works, and what the sample configuration makes of it. */
class TransportLogTest {
    private static final String TRANSPORT = "com.azure.core.http.jdk.httpclient.JdkHttpClient";

    private final Logger all = (Logger) LoggerFactory.getLogger("com.azure");
    private final Logger transport = (Logger) LoggerFactory.getLogger(TRANSPORT);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final GatewayFixture cloud = new GatewayFixture(false);

    @BeforeEach
    void listen() {
        log.start();
        all.addAppender(log);
        all.setLevel(Level.INFO);
    }

    @AfterEach
    void close() {
        all.detachAppender(log);
        all.setLevel(null);
        transport.setLevel(null);
        cloud.close();
    }

    /** If this fails because there is nothing any more, the line in config.yml can go. */
    @Test
    void theTransportWarnsOfEveryWriteAndTellsOfEveryCutConnection() {
        writeTwiceOnceInVain();

        assertThat(log.list).extracting(ILoggingEvent::getLoggerName).containsOnly(TRANSPORT);
        assertThat(log.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.WARN, Level.ERROR);
        assertThat(log.list.getFirst().getFormattedMessage()).contains("restricted", "content-length");
    }

    @Test
    void withTheSampleConfigurationNothingOfThatIsLogged() throws IOException {
        transport.setLevel(Level.valueOf(levelInSampleConfiguration()));

        writeTwiceOnceInVain();

        assertThat(log.list).isEmpty();
    }

    private void writeTwiceOnceInVain() {
        AzureProviderFactory settings = TestSettings.at(cloud.relay().endpoint());
        Arm arm = new Arm(new AzureClients(settings), settings.timing());
        Map<String, String> version = Map.of("api-version", "2025-03-01");
        cloud.relay().answerNext(ArmRelay::isWrite, Answer.json(200, "{}"));
        arm.put(GatewayWorld.CHECKOUT, version, JsonNodeFactory.instance.objectNode(), Optional.empty());
        cloud.relay().order(ArmRelay::isWrite, Trouble.NO_ANSWER, () -> {});
        assertThatThrownBy(() -> arm.put(
                        GatewayWorld.CHECKOUT, version, JsonNodeFactory.instance.objectNode(), Optional.empty()))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("no answer from Azure");
    }

    private static String levelInSampleConfiguration() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../../config.yml"));
        return lines.stream()
                .map(String::strip)
                .filter(line -> line.startsWith(TRANSPORT + ":"))
                .map(line -> line.substring(TRANSPORT.length() + 1).strip().replace("\"", ""))
                .findFirst()
                .orElseThrow();
    }
}
