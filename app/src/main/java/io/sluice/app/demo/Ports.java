package io.sluice.app.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of this machine's loopback interface. */
final class Ports {
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

    /** So many ports that nobody has at the moment. */
    static List<Integer> free(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(open(0));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new DemoFailed("no free port on 127.0.0.1", e);
        } finally {
            held.forEach(Ports::close);
        }
    }

    private static ServerSocket open(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new DemoFailed("a port cannot be given back", e);
        }
    }
}
