package io.sluice.sandbox.traffic;

import io.sluice.sandbox.metrics.Meter;
import io.sluice.sandbox.world.LoadBalancer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** The data plane of a Network Load Balancer's listener: a connection stays where it went when it was opened. */
final class NetworkProxy {
    private final LoadBalancer loadBalancer;
    private final String listenerArn;
    private final Router router;
    private final Meter meter;
    private final AtomicInteger flows = new AtomicInteger();

    NetworkProxy(LoadBalancer loadBalancer, String listenerArn, Router router, Meter meter) {
        this.loadBalancer = loadBalancer;
        this.listenerArn = listenerArn;
        this.router = router;
        this.meter = meter;
    }

    void handle(Socket client) throws IOException, InterruptedException {
        if (!(router.wayOfFlow(listenerArn) instanceof Router.Way.ToTarget way)) {
            client.setSoLinger(true, 0);
            return;
        }
        meter.newFlow(loadBalancer);
        flows.incrementAndGet();
        try (Socket target =
                new Socket(InetAddress.getLoopbackAddress(), way.target().port())) {
            target.setTcpNoDelay(true);
            Thread back = Thread.ofVirtual().start(() -> copy(target, client));
            copy(client, target);
            back.join();
        } finally {
            flows.decrementAndGet();
        }
    }

    int activeFlows() {
        return flows.get();
    }

    LoadBalancer loadBalancer() {
        return loadBalancer;
    }

    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[8 * 1024];
        try {
            for (int read = from.getInputStream().read(buffer);
                    read > 0;
                    read = from.getInputStream().read(buffer)) {
                to.getOutputStream().write(buffer, 0, read);
                meter.processed(loadBalancer, read);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            closeBoth(from, to);
        }
    }

    /** A broken half breaks the whole, else the other half would wait for an end that never comes. */
    private static void closeBoth(Socket one, Socket other) {
        try (one;
                other) {
            one.setSoLinger(true, 0);
        } catch (IOException e) {
            // Closed already is closed enough.
            return;
        }
    }
}
