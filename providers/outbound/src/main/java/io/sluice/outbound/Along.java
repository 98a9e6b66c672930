package io.sluice.outbound;

import java.util.Map;
import java.util.function.Supplier;

/** Headers that every request takes along which is made meanwhile, such as those of a trace. */
public final class Along {
    /** Also for those who ask several at once, from threads that they make for it. */
    private static final InheritableThreadLocal<Map<String, String>> HEADERS = new InheritableThreadLocal<>();

    private Along() {}

    /** Has requests that are made in it take headers along. */
    public static <T> T with(Map<String, String> headers, Supplier<T> body) {
        HEADERS.set(Map.copyOf(headers));
        try {
            return body.get();
        } finally {
            HEADERS.remove();
        }
    }

    static Map<String, String> headers() {
        Map<String, String> headers = HEADERS.get();
        return headers == null ? Map.of() : headers;
    }
}
