package io.sluice.app.notify;

import io.sluice.outbound.Reach;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * The connection of one mail, to an address that may be called: what the name was looked up to is what is checked and what is
 * connected to. The mail library is given it ready, since it has ways of its own to make one.
 */
final class SmtpSocket {
    private final Socket plain = new Socket();

    /**
     * Connects.
     *
     * @throws IOException if there is nobody, or nobody who may be called; it does not say what was tried beyond that
     */
    Socket open(String host, int port, Duration deadline, Reach reach) throws IOException {
        InetAddress[] found = InetAddress.getAllByName(host);
        for (InetAddress address : found) {
            if (reach.refusal(address).isEmpty()) {
                // By the name that was asked for: the library checks a certificate against what the address calls
                // itself, and of
                // an address without a name that is what its owner's name server says.
                InetAddress named = InetAddress.getByAddress(host, address.getAddress());
                plain.connect(new InetSocketAddress(named, port), Math.toIntExact(deadline.toMillis()));
                plain.setSoTimeout(Math.toIntExact(deadline.toMillis()));
                return plain;
            }
        }
        Optional<String> why = found.length == 0 ? Optional.empty() : reach.refusal(found[0]);
        throw why.<IOException>map(refusal -> new ConnectException(host + " is not called: " + refusal))
                .orElseGet(() -> new UnknownHostException(host + " has no address"));
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
    void cut() {
        try {
            plain.close();
        } catch (IOException _) {
            // It is gone.
        }
    }
}
