package io.sluice.app.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What the web server itself refuses, before the API hears of it, is a {@link Problem} too and no page of HTML. */
public final class ProblemPages extends ErrorHandler {
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new Jdk8Module()).build();

    /** What the service answers to anywhere; a method that it knows nowhere never gets as far as an address. */
    private static final String ALLOWED =
            EnumSet.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.POST).stream()
                    .map(HttpMethod::asString)
                    .collect(Collectors.joining(","));

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request, Response response, int code, String message, Throwable cause, Callback callback) {
        if (code == HttpStatus.METHOD_NOT_ALLOWED_405 && !response.getHeaders().contains(HttpHeader.ALLOW)) {
            response.getHeaders().put(HttpHeader.ALLOW, ALLOWED);
        }
        SecurityHeaders.onRefusal(response.getHeaders());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE.toString());
        response.write(true, ByteBuffer.wrap(body(code, cause)), callback);
    }

    private static byte[] body(int status, @org.jspecify.annotations.Nullable Throwable cause) {
        // Only the server's own words about a request; any other exception may tell what is inside.
        String why = cause instanceof HttpException refusal ? refusal.getReason() : null;
        try {
            return JSON.writeValueAsBytes(Problem.ofStatus(status, HttpStatus.getMessage(status), why));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem can be written", e);
        }
    }
}
