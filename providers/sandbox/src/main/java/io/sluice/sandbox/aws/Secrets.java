package io.sluice.sandbox.aws;

import io.sluice.sandbox.world.Action;
import io.sluice.sandbox.world.Actions;
import io.sluice.sandbox.world.Params;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Sees to it that a client secret is either sent or explicitly kept, and that none is ever stored or shown. */
final class Secrets {
    private static final String CONFIG = "AuthenticateOidcConfig";

    private Secrets() {}

    /** The actions without their secrets; refuses when a secret would get lost. */
    static Actions stripped(Actions actions, Actions before) throws AwsError {
        List<Action> stripped = new ArrayList<>();
        for (Action action : actions.list()) {
            stripped.add(
                    switch (action) {
                        case Action.Other(String type, OptionalInt order, Params details)
                        when type.equals("authenticate-oidc") ->
                            new Action.Other(type, order, stripped(details, before));
                        case Action.Forward forward -> forward;
                        case Action.Other other -> other;
                    });
        }
        return new Actions(stripped);
    }

    private static Params stripped(Params details, Actions before) throws AwsError {
        Params config = details.struct(CONFIG);
        boolean keeps = config.text("UseExistingClientSecret").orElse("false").equals("true");
        if (config.text("ClientSecret").isEmpty() && !keeps) {
            throw AwsError.validation("ClientSecret is required unless UseExistingClientSecret is true");
        }
        if (keeps && !hasOidc(before)) {
            throw AwsError.validation("UseExistingClientSecret is true, but there is no existing secret");
        }
        return details.without(CONFIG + ".ClientSecret", CONFIG + ".UseExistingClientSecret");
    }

    private static boolean hasOidc(Actions actions) {
        return actions.list().stream()
                .anyMatch(action ->
                        action instanceof Action.Other other && other.type().equals("authenticate-oidc"));
    }
}
