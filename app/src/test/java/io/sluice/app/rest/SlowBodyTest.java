package io.sluice.app.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bodies that do not end, do not come, or are not what they seem. */
class SlowBodyTest {
    @RegisterExtension
    static final Service SERVICE = Service.withConnector(", idleTimeout: 1s");

    private static byte[] head(String... more) {
        String lines = String.join("\r\n", more);
        return ("POST /api/v1/plans HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + lines
                        + "\r\n\r\n")
                .getBytes(US_ASCII);
    }

    @Test
    @DisplayName("row 8: chunks without end are 413, and the connection is closed")
    void without_end() {
        byte[] chunk = ("1000\r\n" + " ".repeat(0x1000) + "\r\n").getBytes(US_ASCII);
        try (RawCall call = new RawCall(SERVICE.port())) {
            call.write(head("Transfer-Encoding: chunked"));

            assertThat(call.pour(chunk, 200_000_000)).isLessThan(50_000_000);
            call.reply().isProblem(413);
            assertThat(call.ends()).isTrue();
        }
    }

    @Test
    @DisplayName("row 8: a body that says to be 100 MB is 413 before it is sent")
    void said_to_be_large() {
        try (RawCall call = new RawCall(SERVICE.port())) {
            call.write(head("Content-Length: 100000000"));

            call.reply().isProblem(413);
        }
    }

    @Test
    @DisplayName("row 8: a gzip bomb is not unpacked")
    void bomb() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 10_000; i++) {
                gzip.write(new byte[1_000]);
            }
        }
        SERVICE.post("/api/v1/plans", packed.toByteArray(), "Content-Encoding", "gzip")
                .isProblem(415);
        SERVICE.post("/api/v1/revert", packed.toByteArray(), "Content-Encoding", "gzip")
                .isProblem(415);
    }

    @Test
    @DisplayName("row 41: a body that stops is 408, and the connection is closed")
    void silence() {
        try (RawCall call = new RawCall(SERVICE.port())) {
            call.write(head("Content-Length: 100"));
            call.write("{".getBytes(US_ASCII));

            call.reply().isProblem(408);
            assertThat(call.ends()).isTrue();
        }
    }

    @Test
    @DisplayName("who is refused before the body has come is told that the connection ends, and who was read is not")
    void unread() {
        for (String path : new String[] {"/nothing", "/api/v1/plans/x/pause", "/api/v1/plans/x"}) {
            String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n";
            try (RawCall call = new RawCall(SERVICE.port())) {
                call.write(head.getBytes(US_ASCII));

                assertThat(call.reply().header("Connection")).as(path).isEqualTo("close");
                assertThat(call.ends()).isTrue();
            }
            try (RawCall call = new RawCall(SERVICE.port())) {
                for (int i = 0; i < 2; i++) {
                    call.write((head + "{}").getBytes(US_ASCII));

                    assertThat(call.reply().header("Connection")).as(path).isEmpty();
                }
            }
        }
    }

    @Test
    @DisplayName("row 42: whoever is told to go on and does not is 408, and the connection is closed")
    void never_continued() {
        try (RawCall call = new RawCall(SERVICE.port())) {
            call.write(head("Content-Length: 100", "Expect: 100-continue"));

            Reply reply = call.reply();
            if (reply.status() == 100) {
                reply = call.reply();
            }
            reply.isProblem(408);
            assertThat(call.ends()).isTrue();
        }
    }

    @Test
    @DisplayName("row 42: requests that come before the answer to the one before are answered in their order")
    void pipelined() {
        try (RawCall call = new RawCall(SERVICE.port())) {
            call.write(("GET /api/v1/plans HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            + "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            + "PUT /api/v1/plans HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"
                            + "GET /api/v1/providers HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .getBytes(US_ASCII));

            assertThat(call.reply().status()).isEqualTo(200);
            call.reply().isProblem(404);
            call.reply().isProblem(405);
            assertThat(call.reply().json().isArray() || call.ends()).isTrue();
        }
    }

    @Test
    @DisplayName("row 41: headers that stop end the connection")
    void silent_headers() {
        try (RawCall call = new RawCall(SERVICE.port())) {
            call.write("POST /api/v1/revert HTTP/1.1\r\nHost: local".getBytes(US_ASCII));

            assertThat(call.ends()).isTrue();
        }
    }

    @Test
    @DisplayName("row 41: a body that trickles is 408 in the end")
    void trickle() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return ' ';
            }

            @Override
            public int read(byte[] into, int from, int length) {
                Arrays.fill(into, from, from + 1, (byte) ' ');
                return 1;
            }
        };
        assertThatThrownBy(() -> Bodies.read(endless, Integer.MAX_VALUE, Duration.ofMillis(10)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().status()).isEqualTo(408));
    }
}
