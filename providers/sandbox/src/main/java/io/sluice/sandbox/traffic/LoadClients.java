package io.sluice.sandbox.traffic;

import io.sluice.sandbox.http.Reply;
import io.sluice.sandbox.http.Request;
import java.io.IOException;

/** Those who send the requests of a load, and know where to. */
interface LoadClients extends AutoCloseable {
    Reply.Answer exchange(Request request) throws IOException;

    @Override
    void close();
}
