package io.sluice.sandbox.http;

import java.io.IOException;

/** Says that a port could not be had. */
public final class PortTaken extends IOException {
    private static final long serialVersionUID = 1;

    PortTaken(int port, IOException cause) {
        super("port " + port + " on 127.0.0.1 cannot be used: " + cause.getMessage(), cause);
    }
}
