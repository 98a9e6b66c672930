package io.sluice.app.clock;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sluice.plan.engine.StoreUnavailable;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StoreSilenceTest {
    private final LoggerContext logs = new LoggerContext();
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();

    @Test
    void anOutageIsOneLineWhenItBeginsAndOneWhenItEndsHoweverOftenItIsTried() {
        var logger = logs.getLogger("test");
        logger.setLevel(Level.INFO);
        told.start();
        logger.addAppender(told);
        StoreSilence silence = new StoreSilence(logger, "look at plans");
        silence.answered();
        for (int outage = 0; outage < 2; outage++) {
            for (int i = 0; i < 100; i++) {
                silence.failed(new StoreUnavailable("the database could not read", new IOException("refused")));
            }
            silence.answered();
            silence.answered();
        }
        assertThat(told.list)
                .extracting(line -> line.getLevel() + " " + line.getFormattedMessage())
                .containsExactly(
                        "WARN cannot look at plans, and tries again: the database could not read",
                        "INFO the store answers again: can look at plans",
                        "WARN cannot look at plans, and tries again: the database could not read",
                        "INFO the store answers again: can look at plans");
        assertThat(told.list).allMatch(line -> line.getThrowableProxy() == null);
    }
}
