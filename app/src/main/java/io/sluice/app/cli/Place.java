package io.sluice.app.cli;

import io.sluice.app.cli.CommandFailed.Exit;
import io.sluice.outbound.OutboundUrl;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Which service is asked, and with which token.
 *
 * @param server without a slash at its end
 * @param tokenFrom where the token comes from, or why there is none
 */
record Place(URI server, Optional<String> token, String tokenFrom) {
    private static final String SERVER = "SLUICE_SERVER";
    private static final String TOKEN = "SLUICE_TOKEN";
    private static final String USUAL = "http://127.0.0.1:8080";

    /** A token is never an argument: everybody on a machine can read those. */
    static Place of(Shell shell, Common common) throws CommandFailed {
        Optional<String> named = common.server.or(() -> variable(shell, SERVER));
        Optional<String> token = variable(shell, TOKEN);
        if (named.isPresent() && token.isPresent()) {
            return guarded(server(named.get()), token, TOKEN);
        }
        ClientFile file = ClientFile.read(shell);
        URI server = server(named.or(file::server).orElse(USUAL));
        if (token.isPresent()) {
            return guarded(server, token, TOKEN);
        }
        if (file.token().isEmpty()) {
            return new Place(
                    server, Optional.empty(), "no token was sent: put one into %s or %s".formatted(TOKEN, file.path()));
        }
        if (file.server().isPresent() && !server(file.server().get()).equals(server)) {
            return new Place(
                    server,
                    Optional.empty(),
                    "no token was sent: that of %s is for %s"
                            .formatted(file.path(), file.server().get()));
        }
        return guarded(server, file.token(), file.path().toString());
    }

    private static Optional<String> variable(Shell shell, String name) {
        return Optional.ofNullable(shell.environment().get(name))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    private static URI server(String text) throws CommandFailed {
        try {
            URI server = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (server.getHost() != null && List.of("http", "https").contains(server.getScheme())) {
                return server;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new CommandFailed(
                Exit.USAGE, "the server is the URL of a service, such as %s, not %s".formatted(USUAL, text));
    }

    /** A token is worth a plan to whoever reads it on its way. */
    private static Place guarded(URI server, Optional<String> token, String from) throws CommandFailed {
        if (!server.getScheme().equals("https") && !isHere(server)) {
            throw new CommandFailed(
                    Exit.USAGE,
                    "a token (%s) is sent over https only, or to this machine, and not to %s".formatted(from, server));
        }
        if (token.stream().anyMatch(text -> !text.matches("[!-~]+"))) {
            throw new CommandFailed(Exit.USAGE, "the token of " + from + " is one word of visible ASCII characters");
        }
        return new Place(server, token, "the token was that of " + from);
    }

    private static boolean isHere(URI server) {
        return server.getHost().equalsIgnoreCase("localhost")
                || OutboundUrl.of(server.toString())
                        .address()
                        .filter(InetAddress::isLoopbackAddress)
                        .isPresent();
    }
}
