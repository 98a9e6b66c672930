package io.sluice.app.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A text in few bytes, for as long as this process lives: what most texts of plans and their journals say is not kept with each. It is
 * never stored, so the words that it goes by may be others in the next release.
 */
final class Packed {
    /** What plan files and journal lines of every plan say; the likeliest last, which cost the fewest bits. */
    private static final byte[] WORDS = """
            evictSticky rounding nearest refuse onStuck stepTimeout onDrift reassert adopt schedule windows days open close timeZone \
            gates signal every judge max compare with failureLimit onNoData onFail error-rate latency-p99 approval pause \
            labels owner description expect ramp start end by \
            ,"type":"write-intended","by":"sluice","data":{"write":"to":"mayLandUntil":"purpose":"step"\
            ,"type":"write-applied","by":"sluice","data":{"write":,"type":"gate-judged","by":"sluice","data":{"verdict":"pass"\
            ,"type":"step-started","by":"sluice","data":{"step":,"type":"weights-verified","by":"sluice","data":{"step":\
            ,"type":"started","by":"sluice","data":{"baseline":{"weights":{"snapshot":{"format":"state":\
            {"document":"{\\"apiVersion\\":\\"sluice/v1\\",\\"from\\":\\"blue\\",\\"name\\":\\"\
            \\",\\"routes\\":[{\\"backends\\":{\\"blue\\":{\\"\\"},\\"green\\":{\\"\\"}},\
            \\"name\\":\\"\\",\\"provider\\":\\"\\",\\"route\\":\\"\\"}],\\"schedule\\":{\\"startAt\\":\\"\
            \\",\\"steps\\":[{\\"setWeight\\":{\\"bake\\":\\"\\",\\"percent\\":}}],\\"to\\":\\"green\\"}","digest":"sha256:\
            ","routeKeys":{"":""},"lookAt":"","generation":}
            {"seq":1,"at":"","type":"submitted","by":"local","data":{"digest":"sha256:\
            ","shown":{"":10000,"":0}}}}""".getBytes(UTF_8);

    private final byte[] bytes;

    private Packed(byte[] bytes) {
        this.bytes = bytes;
    }

    static Packed of(String text) {
        byte[] plain = text.getBytes(UTF_8);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setDictionary(WORDS);
            deflater.setInput(plain);
            deflater.finish();
            byte[] room = new byte[plain.length + 64]; // it rarely grows
            int length = deflater.deflate(room);
            while (!deflater.finished()) {
                room = Arrays.copyOf(room, 2 * room.length);
                length += deflater.deflate(room, length, room.length - length);
            }
            return new Packed(Arrays.copyOf(room, length));
        } finally {
            deflater.end();
        }
    }

    String text() {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setDictionary(WORDS);
            inflater.setInput(bytes);
            byte[] room = new byte[8 * bytes.length];
            int length = inflater.inflate(room);
            while (!inflater.finished()) {
                room = Arrays.copyOf(room, 2 * room.length);
                length += inflater.inflate(room, length, room.length - length);
            }
            return new String(room, 0, length, UTF_8);
        } catch (DataFormatException e) {
            throw new IllegalStateException("packed by this process, and not to be unpacked by it", e);
        } finally {
            inflater.end();
        }
    }

    /** How many bytes it takes. */
    int length() {
        return bytes.length;
    }
}
