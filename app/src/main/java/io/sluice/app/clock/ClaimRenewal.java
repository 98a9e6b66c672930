package io.sluice.app.clock;

import io.dropwizard.lifecycle.Managed;
import io.sluice.plan.engine.Claims;
import io.sluice.plan.engine.StoreUnavailable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the claims of the ticks that run, on a thread of its own that nothing else can keep busy. */
public final class ClaimRenewal implements Managed {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimRenewal.class);

    private final Claims claims;
    /** By the monotonic clock; Quartz goes by the other. */
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("claim-renewal").daemon().factory());

    public ClaimRenewal(Claims claims) {
        this.claims = claims;
    }

    @Override
    public void start() {
        long pause = Claims.RENEWED_EVERY.toMillis();
        var _ = thread.scheduleWithFixedDelay(this::renew, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** An executor calls nobody again who has thrown something, and says nothing of it. */
    private void renew() {
        try {
            claims.renewAll();
        } catch (StoreUnavailable e) {
            LOG.warn("cannot renew claims, under which nothing moves on once they are over: {}", e.getMessage());
        } catch (Throwable e) { // an Error too: no claim would be renewed any more
            LOG.error("claims could not be renewed; it is tried again", e);
        }
    }

    @Override
    public void stop() {
        thread.shutdown();
    }
}
