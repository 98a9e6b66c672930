package io.sluice.app.screen;

import java.util.ArrayList;
import java.util.List;

/** One line for a terminal or a pipe, put together from stretches of text. */
public final class Line {
    private final Style style;
    private final List<Piece> pieces = new ArrayList<>();

    public Line(Style style) {
        this.style = style;
    }

    /** A stretch of text in one ink. */
    private record Piece(String text, Ink ink) {}

    public void add(String text, Ink ink) {
        pieces.add(new Piece(text, ink));
    }

    public void add(String text) {
        add(text, Ink.NONE);
    }

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder();
        for (Piece piece : fitting()) {
            line.append(style.colour() && !piece.text().isEmpty() ? piece.ink().over(piece.text()) : piece.text());
        }
        return line.toString().stripTrailing();
    }

    /** As much as fits on one line; a terminal would wrap the rest and every later line would be in the wrong place. */
    private List<Piece> fitting() {
        int length = pieces.stream().mapToInt(piece -> piece.text().length()).sum();
        if (length <= style.width()) {
            return pieces;
        }
        String ellipsis = style.unicode() ? "…" : "...";
        String dots = ellipsis.substring(0, Math.clamp(style.width(), 0, ellipsis.length()));
        int room = style.width() - dots.length();
        List<Piece> fitting = new ArrayList<>();
        for (Piece piece : pieces) {
            String text = piece.text().substring(0, Math.min(room, piece.text().length()));
            fitting.add(new Piece(text, piece.ink()));
            room -= text.length();
        }
        fitting.add(new Piece(dots, Ink.NONE));
        return fitting;
    }
}
