package io.sluice.app.rest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.glassfish.jersey.server.ChunkedOutput;

/** A stream of bytes whose flush sends what was written, and waits until it is taken. */
final class Chunks extends OutputStream {
    private static final int SENT_WHOLE = 8 * 1024;

    private final ChunkedOutput<byte[]> to;
    private final ByteArrayOutputStream small = new ByteArrayOutputStream(256);

    Chunks(ChunkedOutput<byte[]> to) {
        this.to = to;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one});
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (length >= SENT_WHOLE) {
            flush();
            to.write(from == 0 && length == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, from + length));
        } else {
            small.write(bytes, from, length);
            if (small.size() >= SENT_WHOLE) {
                flush();
            }
        }
    }

    @Override
    public void flush() throws IOException {
        if (small.size() > 0) {
            byte[] bytes = small.toByteArray();
            small.reset();
            to.write(bytes);
        }
    }
}
