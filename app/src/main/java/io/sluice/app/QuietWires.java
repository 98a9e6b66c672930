package io.sluice.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Keeps what goes over the wire out of the log, whatever its levels are: below INFO the libraries that send and receive write
 * headers and bodies, and with them tokens, keys and addresses that are passwords.
 */
final class QuietWires extends TurboFilter {
    private static final List<String> WIRES = List.of(
            "org.eclipse.jetty",
            "org.apache.hc",
            "software.amazon.awssdk",
            "com.azure",
            "com.microsoft.aad",
            "com.google.api",
            "com.google.auth",
            "io.grpc",
            "org.eclipse.angus",
            "jakarta.mail",
            "sun.net.www",
            "jdk.internal.httpclient",
            "jdk.httpclient");

    private QuietWires() {}

    /** Sees to it from here on, once the levels are known. */
    static void keep() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getTurboFilterList().stream().noneMatch(QuietWires.class::isInstance)) {
            context.addTurboFilter(new QuietWires());
        }
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] parameters,
            @Nullable Throwable thrown) {
        // Mostly the logger's own level says no, at no cost.
        return level.isGreaterOrEqual(Level.INFO)
                        || !level.isGreaterOrEqual(logger.getEffectiveLevel())
                        || WIRES.stream().noneMatch(wire -> logger.getName().startsWith(wire))
                ? FilterReply.NEUTRAL
                : FilterReply.DENY;
    }
}
