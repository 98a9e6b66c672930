package io.sluice.app.wire;

import java.time.Duration;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test that asks for a {@link Cloud} one of its own, with a service over it, and ends both with the test. */
final class Wire implements ParameterResolver {
    private static final Namespace HERE = Namespace.create(Wire.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Cloud.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        try {
            Cloud cloud = Cloud.start(Duration.ofSeconds(1));
            test.getStore(HERE).put("cloud", cloud); // the store closes what it holds
            return cloud;
        } catch (Exception e) {
            throw new IllegalStateException("no cloud", e);
        }
    }
}
