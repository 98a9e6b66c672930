package io.sluice.app.cli;

import io.sluice.app.cli.CommandFailed.Exit;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which service is asked and with which token, where neither arguments nor the environment say it: lines {@code server: URL},
 * {@code token: …} or {@code tokenFile: PATH} (or with {@code =}), in {@code ~/.config/sluice/config}.
 */
record ClientFile(Path path, Optional<String> server, Optional<String> token) {
    private static final Set<String> KNOWN = Set.of("server", "token", "tokenFile");
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    /** No file of settings, and no file of a token, has more. */
    private static final long MOST_BYTES = 64 * 1024;

    static ClientFile read(Shell shell) throws CommandFailed {
        String xdg = shell.environment().getOrDefault("XDG_CONFIG_HOME", "");
        Path settings = xdg.startsWith("/") ? Path.of(xdg) : shell.home().resolve(".config");
        Path path = settings.resolve("sluice").resolve("config");
        return Files.exists(path) ? read(path, shell.home()) : new ClientFile(path, Optional.empty(), Optional.empty());
    }

    private static ClientFile read(Path path, Path home) throws CommandFailed {
        Properties lines = new Properties();
        try {
            lines.load(new StringReader(text(path)));
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailed(Exit.USAGE, path + " has lines such as server: https://sluice.example.com");
        }
        Set<String> unknown = new TreeSet<>(lines.stringPropertyNames());
        unknown.removeAll(KNOWN);
        if (!unknown.isEmpty()) {
            throw new CommandFailed(
                    Exit.USAGE, "%s: nobody knows %s; there are server, token, tokenFile".formatted(path, unknown));
        }
        Optional<String> token = value(lines, "token");
        Optional<String> tokenFile = value(lines, "tokenFile");
        if (token.isPresent() && tokenFile.isPresent()) {
            throw new CommandFailed(Exit.USAGE, path + " has a token and a tokenFile; leave one of them out");
        }
        if (token.isPresent()) {
            mustBeOurs(path);
        }
        if (tokenFile.isPresent()) {
            token = Optional.of(token(place(tokenFile.get(), path, home)));
        }
        return new ClientFile(path, value(lines, "server"), token);
    }

    private static Path place(String written, Path path, Path home) {
        return written.startsWith("~/") ? home.resolve(written.substring(2)) : path.resolveSibling(written);
    }

    private static String token(Path file) throws CommandFailed {
        mustBeOurs(file);
        String token = text(file).strip();
        if (token.isEmpty() || token.lines().count() != 1) {
            throw new CommandFailed(Exit.USAGE, file + " holds a token in one line, and nothing else");
        }
        return token;
    }

    /** Whoever can read a token can use it. */
    private static void mustBeOurs(Path file) throws CommandFailed {
        try {
            Set<PosixFilePermission> permissions = EnumSet.copyOf(OTHERS);
            permissions.retainAll(Files.getPosixFilePermissions(file));
            if (!permissions.isEmpty()) {
                throw new CommandFailed(
                        Exit.USAGE, "%s holds a token and others may use it: chmod 600 %s".formatted(file, file));
            }
        } catch (UnsupportedOperationException e) {
            // a file system that keeps no such permissions
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static String text(Path file) throws CommandFailed {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new CommandFailed(Exit.USAGE, file + " is too large");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static CommandFailed unreadable(Path file, IOException e) {
        String why = e instanceof FileSystemException failure && failure.getReason() != null
                ? failure.getReason()
                : e.getClass().getSimpleName();
        return new CommandFailed(Exit.USAGE, "cannot read %s: %s".formatted(file, why));
    }

    /** Without the quotes that YAML would take away. */
    private static Optional<String> value(Properties lines, String name) {
        return Optional.ofNullable(lines.getProperty(name))
                .map(String::strip)
                .map(value -> value.matches("\"[^\"]*\"|'[^']*'") ? value.substring(1, value.length() - 1) : value)
                .filter(value -> !value.isEmpty());
    }
}
