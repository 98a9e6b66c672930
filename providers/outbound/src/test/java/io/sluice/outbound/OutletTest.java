package io.sluice.outbound;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.outbound.OutboundAnswer.Body;
import io.sluice.provider.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutletTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n";

    @TempDir
    private Path directory;

    private static String at(Peer peer) {
        return "http://127.0.0.1:" + peer.port() + "/hook";
    }

    @Test
    void whoIsCallingWhileTheUrlIsRenewedGetsTheirAnswer() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch renewed = new CountDownLatch(1);
        Path url = directory.resolve("url");
        try (Peer slow = new Peer(out -> {
                    asked.countDown();
                    renewed.await();
                    out.write((OK + "old").getBytes(US_ASCII));
                });
                Peer quick = Peer.answering(OK + "new");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Files.writeString(url, at(slow));
            try (Outlet.Open outlet = Outlet.of(
                            new OutletUrl.Kept(new Secret.InFile(url)), null, "30s", List.of("loopback"))
                    .open()) {
                Future<OutboundAnswer> first = threads.submit(() -> outlet.post("text/plain", "1", Map.of()));
                assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
                Files.writeString(url, at(quick));
                assertThat(outlet.post("text/plain", "2", Map.of()).body()).isEqualTo(new Body.Text("new"));
                renewed.countDown();
                assertThat(first.get(30, TimeUnit.SECONDS).body()).isEqualTo(new Body.Text("old"));
            } finally {
                renewed.countDown();
            }
        }
    }
}
