package io.sluice.app;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;

/**
 * Asks a service on this machine whether it lives: what a container's health check runs, as its image has no other program for that.
 *
 * <p>Ends with 0 if it does, and otherwise with 1 and a line. It asks {@code /ping} and not {@code /healthcheck}: a service whose
 * database is away lives, and reverts; whoever ended it for that would end the reverts.
 */
public final class Probe {
    private static final String USUAL = "http://127.0.0.1:8081/ping";
    private static final int LONGEST_MILLIS = 3_000;

    private Probe() {}

    public static void main(String[] arguments) {
        String url = arguments.length > 0 ? arguments[0] : USUAL;
        String trouble = trouble(url);
        if (!trouble.isEmpty()) {
            System.err.println(url + ": " + trouble);
            System.exit(1);
        }
    }

    private static String trouble(String url) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(LONGEST_MILLIS);
            connection.setReadTimeout(LONGEST_MILLIS);
            int status = connection.getResponseCode();
            return status == HttpURLConnection.HTTP_OK ? "" : "answered " + status;
        } catch (IOException | IllegalArgumentException | ClassCastException e) {
            return e.toString();
        }
    }
}
