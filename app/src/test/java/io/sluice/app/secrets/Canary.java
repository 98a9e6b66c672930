package io.sluice.app.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * A secret that is found again wherever it went.
 *
 * @param place where it is configured
 * @param text nobody else's
 */
record Canary(String place, String text) {
    /** One of letters and digits, which stays as it is in headers, addresses, JSON and SQL. */
    static Canary of(String place) {
        return new Canary(place, "canary" + UUID.randomUUID().toString().replace("-", ""));
    }

    /** One that signs: so many bytes in base64, after a prefix. */
    static Canary key(String place, String prefix) {
        String random = UUID.randomUUID().toString() + UUID.randomUUID();
        return new Canary(
                place,
                prefix
                        + Base64.getEncoder()
                                .encodeToString(random.substring(0, 48).getBytes(UTF_8)));
    }

    /** What it looks like in whatever it may be packed. */
    List<String> disguises() {
        List<String> all = new ArrayList<>(List.of(
                text,
                URLEncoder.encode(text, UTF_8),
                HexFormat.of().formatHex(text.getBytes(UTF_8)),
                Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8))));
        if (text.startsWith("http")) {
            all.add(text.substring(text.lastIndexOf('/') + 1));
        }
        if (text.startsWith("whsec_")) {
            String key = text.substring("whsec_".length());
            all.add(key);
            all.add(new String(Base64.getDecoder().decode(key), UTF_8));
        }
        return all;
    }

    /** As a login shows it. */
    static String asLogin(String user, Canary password) {
        return Base64.getEncoder().encodeToString((user + ":" + password.text()).getBytes(UTF_8));
    }
}
