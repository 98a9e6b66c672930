package io.sluice.app.notify;

import io.sluice.outbound.Reach;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one mail, to an address that may be called: what the name was looked up to is what is checked and what is
 * connected to. The mail library is given it ready, since it has ways of its own to make one.
 */
final class SmtpSocket {
    private @Nullable Socket current;
    private boolean cut;

    /**
     * Connects to the first of the host's addresses that answers.
     *
     * @param deadline for all of them together; each has its share of what is left
     * @throws IOException if there is nobody, or nobody who may be called; it does not say what was tried beyond that
     */
    Socket open(String host, int port, Duration deadline, Reach reach) throws IOException {
        return open(host, List.of(InetAddress.getAllByName(host)), port, deadline, reach);
    }

    Socket open(String host, List<InetAddress> found, int port, Duration deadline, Reach reach) throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        List<InetAddress> allowed = found.stream()
                .filter(address -> reach.refusal(address).isEmpty())
                .toList();
        IOException fault = nobody(host, found, reach);
        for (int i = 0; i < allowed.size(); i++) {
            // By the name that was asked for: the library checks a certificate against what the address calls itself,
            // and of an address without a name that is what its owner's name server says.
            InetAddress named = InetAddress.getByAddress(host, allowed.get(i).getAddress());
            long share = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()) / (allowed.size() - i);
            Socket plain = next();
            try {
                plain.connect(new InetSocketAddress(named, port), Math.toIntExact(Math.max(1, share)));
                plain.setSoTimeout(Math.toIntExact(deadline.toMillis()));
                return plain;
            } catch (IOException e) {
                plain.close();
                fault = e;
            }
        }
        throw fault;
    }

    private static IOException nobody(String host, List<InetAddress> found, Reach reach) {
        return found.stream()
                .map(reach::refusal)
                .flatMap(Optional::stream)
                .findFirst()
                .<IOException>map(refusal -> new ConnectException(host + " is not called: " + refusal))
                .orElseGet(() -> new UnknownHostException(host + " has no address"));
    }

    /** A socket that failed to connect is of no further use. */
    private synchronized Socket next() throws IOException {
        if (cut) {
            throw new ConnectException("the time is over");
        }
        Socket made = new Socket();
        current = made;
        return made;
    }

    /** The same, guarded, and by who has that name. */
    static Socket guarded(Socket plain, SSLSocketFactory keys, String host, int port) throws IOException {
        SSLSocket guarded = (SSLSocket) keys.createSocket(plain, host, port, true);
        SSLParameters parameters = guarded.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        guarded.setSSLParameters(parameters);
        guarded.startHandshake();
        return guarded;
    }

    /** Ends the connection, whoever waits on it. */
    synchronized void cut() {
        cut = true;
        if (current != null) {
            try {
                current.close();
            } catch (IOException _) {
                // It is gone.
            }
        }
    }
}
