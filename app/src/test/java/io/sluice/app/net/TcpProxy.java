package io.sluice.app.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Stands between a client and a server on loopback, and lets the network between them fail in the ways that networks do. */
public final class TcpProxy implements AutoCloseable {
    private static final int CHUNK = 8192;

    private final int upstream;
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Trouble trouble = Trouble.NONE;
    private volatile Duration latency = Duration.ZERO;
    private volatile long cutAfter = Long.MAX_VALUE;

    /** How it fails. */
    public enum Trouble {
        NONE,
        /** Connections are accepted and bytes are taken, and nothing ever comes back. */
        BLACK_HOLE,
        /** Nobody can connect, and connections that were there are reset. */
        RESET,
        /** Answers come at a byte a second. */
        TRICKLE
    }

    public TcpProxy(int upstream) {
        this.upstream = upstream;
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** From now on, for connections that are there as for new ones. */
    public void fail(Trouble how) {
        lock.lock();
        try {
            trouble = how;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (how == Trouble.RESET) {
            open.forEach(TcpProxy::reset);
        }
    }

    /** Each piece of an answer comes so much later. */
    public void delay(Duration by) {
        latency = by;
    }

    /** Each connection is reset once so many more bytes of answers have come through. */
    public void cutAfter(long bytes) {
        cutAfter = bytes;
    }

    /** The network is as it should be. */
    public void heal() {
        latency = Duration.ZERO;
        cutAfter = Long.MAX_VALUE;
        fail(Trouble.NONE);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                if (trouble == Trouble.RESET) {
                    reset(client);
                } else {
                    threads.execute(() -> join(client));
                }
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void join(Socket client) {
        try (client;
                Socket cloud = new Socket()) {
            awaitHole();
            cloud.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), upstream), 5_000);
            open.add(cloud);
            var asking = threads.submit(() -> pass(client, cloud, false));
            pass(cloud, client, true);
            asking.cancel(true);
        } catch (IOException | InterruptedException e) {
            reset(client);
        } finally {
            open.remove(client);
        }
    }

    private void pass(Socket from, Socket to, boolean answers) {
        byte[] piece = new byte[CHUNK];
        long passed = 0;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                awaitHole();
                if (answers) {
                    Thread.sleep(latency);
                    passed += length;
                    if (passed > cutAfter) {
                        reset(to);
                        reset(from);
                        return;
                    }
                }
                if (answers && trouble == Trouble.TRICKLE) {
                    trickle(piece, length, out);
                } else {
                    out.write(piece, 0, length);
                }
                out.flush();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            reset(to);
            reset(from);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void trickle(byte[] piece, int length, OutputStream out) throws IOException, InterruptedException {
        for (int i = 0; i < length; i++) {
            if (trouble == Trouble.TRICKLE) {
                Thread.sleep(Duration.ofSeconds(1));
            }
            out.write(piece, i, 1);
            out.flush();
        }
    }

    /** What arrives in a black hole stays there until the hole is gone. */
    private void awaitHole() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (trouble == Trouble.BLACK_HOLE && !server.isClosed()) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0); // an end without a farewell
            socket.close();
        } catch (IOException e) {
            // it is gone already
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        fail(Trouble.RESET);
        threads.shutdownNow();
    }
}
