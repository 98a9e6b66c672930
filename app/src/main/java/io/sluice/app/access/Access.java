package io.sluice.app.access;

import io.sluice.plan.Principal;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who makes the present request, for the resources: what has labels is theirs to ask about here before it is shown or touched. */
public final class Access {
    private static final String CALLER = "sluice.caller";
    private static final String LOGIN = "sluice.login";
    private static final String ACTION = "sluice.action";

    private Access() {}

    static void name(ContainerRequestContext request, Caller caller) {
        request.setProperty(CALLER, caller);
    }

    /** Says whom a request has logged in; until then it was nobody's. */
    public static void login(ContainerRequestContext request, Caller caller) {
        name(request, caller);
        request.setProperty(LOGIN, true);
    }

    static boolean isLogin(ContainerRequestContext request) {
        return request.getProperty(LOGIN) != null;
    }

    static void begin(ContainerRequestContext request, Action action) {
        request.setProperty(ACTION, action);
    }

    /** Who it is; empty where everybody may come and nobody said. */
    public static Optional<Caller> find(ContainerRequestContext request) {
        return request.getProperty(CALLER) instanceof Caller caller ? Optional.of(caller) : Optional.empty();
    }

    /**
     * Who it is.
     *
     * @throws IllegalStateException if everybody may come here
     */
    public static Caller caller(ContainerRequestContext request) {
        return find(request)
                .orElseThrow(() -> new IllegalStateException("nobody has said who they are: this method is open"));
    }

    /** The same one's name, for journals. */
    public static Principal principal(ContainerRequestContext request) {
        return caller(request).principal();
    }

    /** Whether something with these labels is there at all for who asks. */
    public static boolean sees(ContainerRequestContext request, Map<String, String> labels) {
        return caller(request).sees(labels);
    }

    /**
     * Makes sure that who asks may do to something with these labels what they are about to do.
     *
     * @throws AccessRefused if they may do it to others only
     */
    public static void require(ContainerRequestContext request, Map<String, String> labels) {
        Caller caller = caller(request);
        Action action = action(request);
        if (!caller.may(action, labels)) {
            throw AccessRefused.forbidden("%s may %s only plans with the labels %s."
                    .formatted(
                            caller.principal(),
                            action.word(),
                            caller.scopes(action).orElse(List.of()).stream()
                                    .map(Access::words)
                                    .toList()));
        }
    }

    /** Which labels they are bound to in what they are about to do, any of the maps whole; empty if to none. */
    public static Optional<List<Map<String, String>>> scopes(ContainerRequestContext request) {
        return caller(request).scopes(action(request));
    }

    private static Action action(ContainerRequestContext request) {
        if (request.getProperty(ACTION) instanceof Action action) {
            return action;
        }
        throw new IllegalStateException("no method was begun");
    }

    private static String words(Map<String, String> labels) {
        return String.join(
                " ",
                labels.entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .sorted()
                        .toList());
    }
}
