package io.sluice.app.hook;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.outbound.Outlet;
import io.sluice.outbound.OutletUrl;
import io.sluice.outbound.Signature;
import io.sluice.outbound.Tls;
import io.sluice.plan.engine.Hook;
import io.sluice.provider.Secret;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of {@code hooks:} in {@code config.yml}. */
public record HookSettings(Outlet outlet, Signature signature) {
    /** A look waits for a hook, and so does the guard that is part of it; what takes longer says that it is to be asked again. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

    public HookSettings {
        if (outlet.callDeadline().compareTo(LONGEST_CALL) > 0) {
            throw new IllegalArgumentException(
                    "callDeadline of a hook is at most 30s; one that needs longer answers 202 and is asked again");
        }
    }

    /** The settings as written. */
    @JsonCreator
    static HookSettings of(
            @JsonProperty("url") @Nullable OutletUrl url,
            @JsonProperty("secret") @Nullable Secret secret,
            @JsonProperty("tls") @Nullable Tls tls,
            @JsonProperty("callDeadline") @Nullable String callDeadline,
            @JsonProperty("allow") @Nullable List<String> allow) {
        if (secret == null) {
            throw new IllegalArgumentException("secret is missing: hooks could not tell Sluice from anybody else");
        }
        return new HookSettings(Outlet.of(url, tls, callDeadline, allow), new Signature(secret));
    }

    /** Opens it; nobody is called yet and no secret is read. */
    public Hook open(String name, InstantSource clock) {
        return new HttpHook(name, outlet, signature, clock);
    }
}
