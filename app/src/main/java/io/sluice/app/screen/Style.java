package io.sluice.app.screen;

import java.time.ZoneId;

/**
 * What can be drawn where a line is to appear.
 *
 * @param width columns that a line may take
 * @param unicode whether the terminal's character set has blocks and dots
 * @param zone of the times that are shown
 */
public record Style(int width, boolean unicode, boolean colour, ZoneId zone) {
    /** For what is kept or piped on: whole lines, nothing but text. */
    public static Style plain(boolean unicode, ZoneId zone) {
        return new Style(Integer.MAX_VALUE, unicode, false, zone);
    }

    public Style withWidth(int width) {
        return new Style(width, unicode, colour, zone);
    }
}
