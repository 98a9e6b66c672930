package io.sluice.plan.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;

/** The bytes of a plan as text: UTF-8 and nothing else. */
final class PlanText {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private PlanText() {}

    static String decode(byte[] body) throws MalformedPlan {
        String text;
        try {
            text = UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new MalformedPlan("the file is not UTF-8");
        }
        if (text.isBlank()) {
            throw new MalformedPlan("the file is empty");
        }
        if (text.charAt(0) == BYTE_ORDER_MARK) {
            throw new MalformedPlan("the file begins with a byte order mark; save it as UTF-8 without one");
        }
        if (text.indexOf('\0') >= 0) {
            throw new MalformedPlan("the file holds NUL characters; it may be UTF-16, save it as UTF-8");
        }
        return text;
    }
}
