package io.sluice.app.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of this machine's loopback interface. */
final class Ports {
    private static final int LOWEST_PICKED = 20_000;

    /** Linux begins there, others higher. */
    private static final int LOWEST_OF_CLIENTS = 32_768;

    private static final int MOST_TRIED = 1000;

    private Ports() {}

    /** @throws DemoFailed naming the first that somebody else has */
    static void requireFree(List<Integer> ports) {
        for (int port : ports) {
            if (isTaken(port)) {
                throw new DemoFailed(("port %d on 127.0.0.1 is taken: stop what listens there,"
                                + " or use others with -Ddemo.arguments=\"--any-ports\"")
                        .formatted(port));
            }
        }
    }

    private static boolean isTaken(int port) {
        try (ServerSocket _ = open(port)) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * So many ports that nobody has at the moment, below those that the system gives to clients: of these the sandbox's
     * load takes many, and one may be gone before the service has started.
     */
    static List<Integer> free(int count) {
        List<Integer> free = ThreadLocalRandom.current()
                .ints(LOWEST_PICKED, LOWEST_OF_CLIENTS)
                .distinct()
                .limit(MOST_TRIED)
                .filter(port -> !isTaken(port))
                .limit(count)
                .boxed()
                .toList();
        if (free.size() < count) {
            throw new DemoFailed("no free port on 127.0.0.1");
        }
        return free;
    }

    private static ServerSocket open(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
