package io.sluice.sandbox;

import io.sluice.sandbox.http.Connections;
import io.sluice.sandbox.http.Request;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The common emulator of AWS, started for the length of a test. */
record Moto(Process process, String url) implements AutoCloseable {
    private static final Pattern RUNNING = Pattern.compile("Running on (http://127\\.0\\.0\\.1:\\d+)");
    private static final Pattern SUBNET = Pattern.compile("<subnetId>([^<]+)</subnetId>");

    /** Moto tells services apart by the signature's scope, and checks nothing else of it. */
    private static final String EC2 =
            "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=0";

    static boolean isInstalled() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "moto_server")));
    }

    static Moto start() throws IOException {
        Process process = new ProcessBuilder("moto_server", "-H", "127.0.0.1", "-p", "0")
                .redirectErrorStream(true)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            var running = RUNNING.matcher(line);
            if (running.find()) {
                // What it logs from now on has to go somewhere, or it stops when the pipe is full.
                Thread.ofVirtual().start(() -> out.lines().forEach(_ -> {}));
                return new Moto(process, running.group(1));
            }
        }
        throw new IOException("moto_server ended without saying that it runs");
    }

    List<String> subnets() throws IOException {
        Map<String, String> headers =
                Map.of("authorization", EC2, "content-type", "application/x-www-form-urlencoded; charset=utf-8");
        byte[] body = "Action=DescribeSubnets&Version=2016-11-15".getBytes(StandardCharsets.UTF_8);
        try (Connections connections = new Connections(URI.create(url).getPort())) {
            String answer = connections
                    .exchangeOnce(new Request("POST", "/", headers, body))
                    .text();
            return SUBNET.matcher(answer)
                    .results()
                    .map(MatchResult::group)
                    .map(found -> found.replaceAll("<[^>]*>", ""))
                    .toList();
        }
    }

    @Override
    public void close() {
        // The command may be a wrapper, whose child would keep the port.
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
