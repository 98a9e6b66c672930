package io.sluice.app.cli;

import io.sluice.app.cli.CommandFailed.Exit;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** A plan's file as it was found; the service says what is wrong with it. */
final class PlanText {
    private static final String STANDARD_INPUT = "-";

    /** More than any service takes; what is larger is told so by the service, if it is no endless pipe. */
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private final String name;
    private final byte[] bytes;

    private PlanText(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    static PlanText read(Shell shell, String file) throws CommandFailed {
        if (file.equals(STANDARD_INPUT)) {
            return read("standard input", shell.in());
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return read(file, in);
        } catch (IOException | InvalidPathException e) {
            throw unreadable(file, why(e));
        }
    }

    private static PlanText read(String name, InputStream in) throws CommandFailed {
        try {
            return new PlanText(name, in.readNBytes(MOST_BYTES));
        } catch (IOException e) {
            throw unreadable(name, String.valueOf(e.getMessage()));
        }
    }

    private static String why(Exception e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> "you may not";
            default -> String.valueOf(e.getMessage());
        };
    }

    private static CommandFailed unreadable(String name, String why) {
        return new CommandFailed(Exit.USAGE, "cannot read %s: %s".formatted(name, why));
    }

    /** As it was typed. */
    String name() {
        return name;
    }

    BodyPublisher body() {
        return BodyPublishers.ofByteArray(bytes);
    }

    String mediaType() {
        return name.toLowerCase(Locale.ROOT).endsWith(".json") ? ServiceClient.JSON : "application/yaml";
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
