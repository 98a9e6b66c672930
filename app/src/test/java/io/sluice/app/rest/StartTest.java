package io.sluice.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.app.SluiceApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A service that cannot start as it is configured says why in one line, and ends with a code of its own. */
@Order(10)
@Execution(ExecutionMode.CONCURRENT)
class StartTest {
    private static final String SERVER = "server: {applicationConnectors: [{type: http, bindHost: %s, port: %s}], "
            + "adminConnectors: [{type: http, bindHost: %s, port: 0}]}\n"
            + "logging: {level: ERROR, appenders: [{type: console, target: stderr}]}\n";

    enum Wrong {
        UNKNOWN_KEY("an unknown key", "provider: {}\n", "provider"),
        UNKNOWN_KEY_OF_A_PROVIDER("a provider's unknown key", "providers: {a: {type: inmemory, route: {}}}\n", "route"),
        UNKNOWN_TYPE("an unknown type of provider", "providers: {a: {type: azure9}}\n", "azure9"),
        NO_TYPE("a provider without type", "providers: {a: {region: x}}\n", "type"),
        BAD_DURATION("a duration that is none", "pace: {watch: soon}\n", "soon"),
        BAD_LIMIT("a limit out of range", "limits: {maxJumpPercent: 101}\n", "101"),
        BAD_HASH(
                "a hash that is none",
                "access: {tokens: [{name: ann, roles: [viewer], sha256: abc}]}\n",
                "sha256 of ann is 64"),
        OLD_TOKENS(
                "tokens at their place of before", "tokens: [{name: ann, sha256: %s}]\n", "tokens stand in access now"),
        NO_ROLES("a token without roles", "access: {tokens: [{name: ann, sha256: %s}]}\n", "ann has no roles"),
        UNKNOWN_ROLE(
                "a role that is none",
                "access: {tokens: [{name: ann, roles: [root], sha256: %s}]}\n",
                "a role is one of viewer, submitter, approver, operator, admin, not root"),
        BREAK_GLASS_ROLE(
                "a role that nobody can be given",
                "access: {tokens: [{name: ann, roles: [break-glass], sha256: %s}]}\n",
                "not break-glass"),
        NARROW_ADMIN(
                "an admin of some plans",
                "access: {tokens: [{name: ann, roles: [admin], labels: {team: a}, sha256: %s}]}\n",
                "ann is admin, which is for every plan"),
        TAKEN_NAME(
                "a name that is Sluice's own",
                "access: {tokens: [{name: Sluice, roles: [admin], sha256: %s}]}\n",
                "Sluice is what Sluice itself calls somebody"),
        ONE_TOKEN(
                "one token for two",
                "access: {tokens: [{name: ann, roles: [viewer], sha256: %s}, {name: bob, roles: [viewer], sha256: %s}]}\n",
                "have the same sha256"),
        NONE_AND_SOME(
                "nobody is asked, and somebody is",
                "access: {none: true, tokens: [{name: ann, roles: [viewer], sha256: %s}]}\n",
                "nothing else can stand beside it"),
        BAD_EMAIL(
                "an email that is none",
                "access: {tokens: [{name: ann, roles: [viewer], sha256: %s, email: ann}]}\n",
                "email of ann is no plain"),
        ONE_MAILBOX(
                "one address for two people",
                "access: {tokens: [{name: ann, roles: [viewer], sha256: %s, email: a@example.com}, {name: bob, roles: [viewer], sha256: %b, email: A@example.com}]}\n",
                "ann and bob have one address"),
        BAD_PUBLIC_URL(
                "a public URL in the open", "publicUrl: http://sluice.example.com\n", "publicUrl: must begin with"),
        NO_PUBLIC_URL(
                "links without a public URL", "approvals: {via: mail, key: {env: PATH}}\n", "publicUrl is missing"),
        SHORT_KEY("a key that is none", """
                publicUrl: https://s.example.com
                access: {tokens: [{name: ann, roles: [approver], sha256: %s, email: a@example.com}]}
                approvals: {via: mail, key: {env: PATH}}
                """, "approvals: key: the key must be 32 to 64 bytes"),
        NO_SECRET(
                "a secret that is not where it should be",
                "database: {url: 'jdbc:postgresql://127.0.0.1:1/x', user: sluice, password: {env: SLUICE_IS_NOT_SET}}\n",
                "SLUICE_IS_NOT_SET is not set"),
        NO_POOL(
                "no connection to the database",
                "database: {url: 'jdbc:postgresql://127.0.0.1:1/x', user: sluice, connections: 0}\n",
                "connections must be from 2 to 200"),
        BAD_NODE("a node's name that is none", "node: {name: 'a b'}\n", "node: a name has at most 64 letters"),
        NOT_YAML("no YAML", "providers: {a: [}\n", "line"),
        TWICE("a key twice", "pace: {}\npace: {}\n", "pace"),
        NULL("a section that is empty", "providers:\n", "providers");

        final String words;
        final String settings;
        final String says;

        @Override
        public String toString() {
            return words;
        }

        Wrong(String words, String settings, String says) {
            this.words = words;
            this.settings = settings.replace("%s", "a".repeat(64)).replace("%b", "b".repeat(64));
            this.says = says;
        }
    }

    /** What people write where only the place of a secret belongs, or beside it. */
    enum Secret {
        TEXT("a token itself", "prom: {type: prometheus, url: 'https://p.example.com', bearer: hunter2}"),
        NUMBER("a token of digits", "prom: {type: prometheus, url: 'https://p.example.com', bearer: 42424242}"),
        LIST("a list", "prom: {type: prometheus, url: 'https://p.example.com', bearer: [hunter2]}"),
        NAME("a name", "prom: {type: prometheus, url: 'https://p.example.com', bearer: {hunter2}}"),
        VALUE("a field value", "prom: {type: prometheus, url: 'https://p.example.com', bearer: {value: hunter2}}"),
        VARIABLE("no variable", "prom: {type: prometheus, url: 'https://p.example.com', bearer: {env: 'hunter2!'}}"),
        UNKNOWN_FIELD("an unknown field", "prom: {type: prometheus, url: 'https://p.example.com', token: hunter2}"),
        UNKNOWN_LIST(
                "an unknown list",
                "db: {type: sql, url: 'jdbc:postgresql://db/o', passwords: [hunter2, {a: hunter2}]}"),
        PAIR("a pair", "prom: {type: http, url: 'https://p.example.com', basic: 'sluice:hunter2) (x'}"),
        PAIRS("pairs", "prom: {type: http, url: 'https://p.example.com', basic: ['sluice', 'hunter2']}"),
        NO_OBJECT("no object", "prom: 'https://sluice:hunter2@p.example.com'"),
        URL("an address", "prom: {type: http, url: 'https://sluice:hunter2@p.example.com'}"),
        JDBC("an address of a database", "db: {type: sql, url: 'jdbc:oracle:thin:scott/hunter2@host'}"),
        UNKNOWN_JDBC("a database without a driver", "db: {type: sql, url: 'jdbc:nothing:host?token=hunter2'}"),
        NOT_YAML("no YAML", "prom: {type: http, url: 'https://p.example.com', bearer: hunter2]}"),
        NO_QUOTE("a quote that does not end", "prom: {type: http, bearer: \"hunter2}");

        final String words;
        final String source;

        Secret(String words, String source) {
            this.words = words;
            this.source = source;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    enum WrongPlace {
        PORT("port 70000", "127.0.0.1", "70000", "127.0.0.1", "port must be between"),
        TAKEN("a port that is taken", "127.0.0.1", "taken", "127.0.0.1", "in use"),
        OPEN("an open address without access", "0.0.0.0", "0", "127.0.0.1", "not loopback: configure access first"),
        OPEN_TO_ALL(
                "an open address where nobody is asked",
                "0.0.0.0",
                "0",
                "127.0.0.1",
                "not loopback: access: none lets everybody in"),
        OPEN_ADMIN("an open admin address", "127.0.0.1", "0", "0.0.0.0", "0.0.0.0 is not loopback");

        final String words;
        final String host;
        final String port;
        final String admin;
        final String says;

        @Override
        public String toString() {
            return words;
        }

        WrongPlace(String words, String host, String port, String admin, String says) {
            this.words = words;
            this.host = host;
            this.port = port;
            this.admin = admin;
            this.says = says;
        }
    }

    record Ended(int code, String errors, String output) {}

    /** One of each kind has a process of its own, as a service has; the others start one after the other in one. */
    private static final Set<Enum<?>> OF_ITS_OWN = Set.of(Wrong.UNKNOWN_KEY, Secret.TEXT, WrongPlace.TAKEN);

    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final Map<Enum<?>, Ended> ENDED = new ConcurrentHashMap<>();

    @TempDir
    static Path place;

    @BeforeAll
    static void startAll() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Enum<?>> together = new ArrayList<>();
            Map<Enum<?>, Process> alone = new HashMap<>();
            for (Enum<?> wrong : Stream.of(Wrong.values(), Secret.values(), WrongPlace.values())
                    .<Enum<?>>flatMap(Stream::of)
                    .toList()) {
                Path here = Files.createDirectories(folder(wrong));
                Files.writeString(
                        here.resolve("config.yml"),
                        "data: " + here.resolve("data") + "\n" + config(wrong, taken.getLocalPort()));
                if (OF_ITS_OWN.contains(wrong)) {
                    alone.put(wrong, java(here, SluiceApplication.class, "server", "config.yml"));
                } else {
                    together.add(wrong);
                }
            }
            Process starts = java(
                    place,
                    Starts.class,
                    together.stream().map(wrong -> folder(wrong).toString()).toArray(String[]::new));
            int allTried = end(starts);
            for (Enum<?> wrong : together) {
                Path code = folder(wrong).resolve("code");
                ENDED.put(wrong, ended(wrong, allTried == 0 ? Integer.parseInt(Files.readString(code)) : 0));
            }
            for (Map.Entry<Enum<?>, Process> each : alone.entrySet()) {
                ENDED.put(each.getKey(), ended(each.getKey(), end(each.getValue())));
            }
        }
    }

    private static String config(Enum<?> wrong, int taken) {
        String loopback = SERVER.formatted("127.0.0.1", "0", "127.0.0.1");
        return switch (wrong) {
            case Wrong settings -> settings.settings + loopback;
            case Secret secret -> loopback + "sources:\n  " + secret.source + "\n";
            case WrongPlace at -> {
                String port = at.port.equals("taken") ? Integer.toString(taken) : at.port;
                String access = at == WrongPlace.OPEN_TO_ALL ? "access: {none: true}\n" : "";
                yield access + SERVER.formatted(at.host, port, at.admin);
            }
            default -> throw new IllegalArgumentException(wrong.toString());
        };
    }

    private static Path folder(Enum<?> wrong) {
        return place.resolve(wrong.getDeclaringClass().getSimpleName() + "-" + wrong.name());
    }

    private static Process java(Path here, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(here.toFile())
                .redirectOutput(here.resolve("out").toFile())
                .redirectError(here.resolve("errors").toFile());
        builder.environment().remove("SLUICE_TOKEN");
        return builder.start();
    }

    /** Its exit code; 0 if it goes on and on. */
    private static int end(Process process) throws InterruptedException {
        boolean ended = process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        return ended ? process.exitValue() : 0;
    }

    private static Ended ended(Enum<?> wrong, int code) throws IOException {
        Path here = folder(wrong);
        return new Ended(code, Files.readString(here.resolve("errors")), Files.readString(here.resolve("out")));
    }

    @ParameterizedTest(name = "row 61: {0}")
    @EnumSource
    void settings(Wrong wrong) {
        refused(wrong, wrong.says);
    }

    @ParameterizedTest(name = "row 61: {0}")
    @EnumSource
    void addresses(WrongPlace wrong) {
        refused(wrong, wrong.says);
    }

    /** Where people look for the reason of a failed start, others look too. */
    @ParameterizedTest(name = "row 61: {0}")
    @EnumSource
    void noSecretIsRepeated(Secret wrong) {
        refused(wrong, wrong.name().startsWith("NO") ? "" : "sources");
        Ended ended = ENDED.getOrDefault(wrong, new Ended(0, "never started", ""));
        assertThat(ended.errors() + ended.output()).doesNotContain("hunter2", "42424242");
    }

    private static void refused(Enum<?> wrong, String says) {
        Ended ended = ENDED.getOrDefault(wrong, new Ended(0, "never started", ""));
        assertThat(ended.errors().lines().filter(line -> !line.startsWith("WARNING:")))
                .as("%s", ended)
                .singleElement()
                .asString()
                .startsWith("sluice cannot start: ")
                .doesNotContain("denied: ")
                .contains(says)
                .doesNotContain("Exception", "io.sluice");
        assertThat(ended.code()).isEqualTo(1);
    }
}
