package io.sluice.app.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.traffic.Fault;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;

/** Reads request bodies as strictly as plans: bounded, in UTF-8, and nothing in them that would be ignored. */
final class Bodies {
    /** More than any reason and any list of plans takes. */
    private static final int MOST_BYTES_OF_A_MOVE = 64 * 1024;

    /** Enough for the largest plan over the slowest line; a thread waits no longer for a client that trickles. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** Of a body that is too large so much is read and forgotten: who is cut off while sending never sees the answer. */
    private static final int MOST_DRAINED = 16 * 1024 * 1024;

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private Bodies() {}

    /** The bytes of a body, refused if there are more than so many or if they are packed. */
    static byte[] read(ContainerRequestContext request, int mostBytes) {
        String encoding = request.getHeaderString("Content-Encoding");
        if (encoding != null && !encoding.toLowerCase(Locale.ROOT).equals("identity")) {
            throw Problem.of(415, "packed", "The body is packed", "Send it without Content-Encoding.")
                    .exception();
        }
        refuseOtherCharsets(request.getMediaType());
        if (request.getLength() > MOST_DRAINED) {
            throw Problem.tooLarge(mostBytes).exception(); // before a client has sent it all
        }
        try (InputStream body = request.getEntityStream()) {
            return read(body, mostBytes, LONGEST);
        } catch (IOException | HttpException.RuntimeException e) {
            throw isLate(e)
                    ? Problem.tooSlow().exception()
                    : Problem.malformed("The body ended before its end.").exception();
        }
    }

    /**
     * All of a body. Its whole time is bounded here, and silence by the connector; a least rate of bytes is no bound to use,
     * since a revert's few bytes fall below any when the machine is busy.
     */
    static byte[] read(InputStream body, int mostBytes, Duration longest) throws IOException {
        long start = System.nanoTime();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] piece = new byte[8 * 1024];
        long total = 0;
        for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
            total += count;
            if (total <= mostBytes) {
                bytes.write(piece, 0, count);
            } else if (total > MOST_DRAINED) {
                throw Problem.tooLarge(mostBytes).exception();
            }
            if (System.nanoTime() - start > longest.toNanos()) {
                throw Problem.tooSlow().exception();
            }
        }
        if (total > mostBytes) {
            throw Problem.tooLarge(mostBytes).exception();
        }
        return bytes.toByteArray();
    }

    private static boolean isLate(Throwable failure) {
        return failure instanceof TimeoutException
                || (failure instanceof HttpException refusal && refusal.getCode() == 408)
                || (failure.getCause() != null && isLate(failure.getCause()));
    }

    private static void refuseOtherCharsets(MediaType type) {
        String charset = type == null ? null : type.getParameters().get(MediaType.CHARSET_PARAMETER);
        if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
            throw Problem.of(415, "charset", "Only UTF-8", "The charset is utf-8, not " + charset + ".")
                    .exception();
        }
    }

    /** The body of an operator's move: a JSON object with these fields and no others, or nothing at all. */
    static ObjectNode object(ContainerRequestContext request, Set<String> fields) {
        byte[] bytes = read(request, MOST_BYTES_OF_A_MOVE);
        if (bytes.length == 0) {
            return STRICT.createObjectNode();
        }
        if (!MediaType.APPLICATION_JSON_TYPE.isCompatible(request.getMediaType())) {
            // Browsers ask before they send JSON to another site, and do not ask before they send anything else.
            throw Problem.ofStatus(415, "Unsupported Media Type", "Say Content-Type: application/json.")
                    .exception();
        }
        if (!(tree(bytes) instanceof ObjectNode object)) {
            throw Problem.malformed("The body is a JSON object.").exception();
        }
        List<Fault> unknown = new ArrayList<>();
        object.fieldNames().forEachRemaining(field -> {
            if (!fields.contains(field)) {
                unknown.add(new Fault(
                        "/" + escaped(field),
                        "unknown field; there are: "
                                + String.join(", ", fields.stream().sorted().toList())));
            }
        });
        refuse(unknown);
        return object;
    }

    private static JsonNode tree(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return STRICT.readTree(text);
        } catch (CharacterCodingException e) {
            throw Problem.malformed("The body is not UTF-8.").exception();
        } catch (JsonProcessingException e) {
            throw Problem.malformed(e.getOriginalMessage()).exception();
        }
    }

    static String escaped(String field) {
        return field.replace("~", "~0").replace("/", "~1");
    }

    static void refuse(List<Fault> faults) {
        if (!faults.isEmpty()) {
            throw Problem.invalid("The request is not valid", faults).exception();
        }
    }
}
