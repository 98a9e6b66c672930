package io.sluice.browser;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test the one {@link House} and the one {@link Chromium} of the run, which end with it. */
final class Stage implements ParameterResolver {
    private static final Namespace HERE = Namespace.create(Stage.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        return type == House.class || type == Chromium.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        // The browser first: where there is none, nothing else is started.
        Object chromium = test.getRoot().getStore(HERE).computeIfAbsent("chromium", _ -> Chromium.start());
        return type == Chromium.class ? chromium : test.getRoot().getStore(HERE).computeIfAbsent("house", _ -> house());
    }

    private static House house() {
        try {
            return House.start();
        } catch (Exception e) {
            throw new IllegalStateException("no service", e);
        }
    }
}
