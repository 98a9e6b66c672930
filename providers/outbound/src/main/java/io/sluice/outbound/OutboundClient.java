package io.sluice.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.outbound.OutboundAnswer.Body;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Calls one address, and bounds what that can cost: where the call goes, how long it takes, how long the answer is.
 *
 * <p>It follows no redirect, repeats nothing, keeps no cookie and unpacks nothing. Each call is a connection of its own: none goes
 * stale between two looks, and what a name means is looked up each time. Many threads may use it.
 */
public final class OutboundClient implements AutoCloseable {
    /** Calls at once; more wait, within their deadline. */
    private static final int MOST_CONNECTIONS = 8;

    private static final int MOST_HEADERS = 100;
    private static final int LONGEST_LINE = 16_384;

    /** What is shorter keeps nothing secret, and may be in an answer by chance. */
    private static final int SHORTEST_SECRET = 8;

    private final OutboundSettings settings;
    private final CloseableHttpClient client;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Opens it; nobody is called yet and no secret is read. */
    public OutboundClient(OutboundSettings settings) {
        this(settings, SystemDefaultDnsResolver.INSTANCE);
    }

    /** The same with another idea of what names mean. */
    OutboundClient(OutboundSettings settings, DnsResolver names) {
        this.settings = settings;
        this.client = client(settings, new PinnedNames(names, settings.reach()));
    }

    private static CloseableHttpClient client(OutboundSettings settings, DnsResolver names) {
        Timeout deadline = Timeout.of(settings.callDeadline());
        HttpClientBuilder builder = HttpClients.custom()
                .setConnectionManager(connections(settings, names, deadline))
                .setConnectionReuseStrategy((request, response, context) -> false)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(deadline)
                        .setResponseTimeout(deadline)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setUserAgent("sluice")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching();
        if (settings.reach().anywhere()) {
            // A proxy would look the name up itself, so only where its address is not our matter is there one.
            builder.setRoutePlanner(new SystemDefaultRoutePlanner(ProxySelector.getDefault()));
        }
        return builder.build();
    }

    private static HttpClientConnectionManager connections(
            OutboundSettings settings, DnsResolver names, Timeout deadline) {
        TlsContext keys = new TlsContext(settings.tls());
        // Made for each connection, since keys are renewed in their place; it also checks that the certificate is the
        // host's.
        TlsSocketStrategy tls = (socket, host, port, attachment, context) ->
                new DefaultClientTlsStrategy(keys.current()).upgrade(socket, host, port, attachment, context);
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(names)
                .setTlsSocketStrategy(tls)
                .setMaxConnTotal(MOST_CONNECTIONS)
                .setMaxConnPerRoute(MOST_CONNECTIONS)
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxHeaderCount(MOST_HEADERS)
                                .setMaxLineLength(LONGEST_LINE)
                                .build())
                        .build())
                .setDefaultSocketConfig(
                        SocketConfig.custom().setSoTimeout(deadline).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(deadline)
                        .setSocketTimeout(deadline)
                        .build())
                .setDefaultTlsConfig(
                        TlsConfig.custom().setHandshakeTimeout(deadline).build())
                .build();
    }

    /** What paths are added to. */
    public URI base() {
        return settings.base().uri();
    }

    public Duration callDeadline() {
        return settings.callDeadline();
    }

    /**
     * Reads something.
     *
     * @param path after the base, with its query; it begins with a slash and holds nothing that would have to be escaped
     * @param mostBytes of the answer
     * @throws ProviderException if there was no whole answer within the deadline: unavailable, or denied where the call may not be
     *     made
     */
    public OutboundAnswer get(String path, Map<String, String> headers, int mostBytes) {
        return call(new HttpGet(uri(path)), headers, mostBytes);
    }

    /** The same, sending a text. */
    public OutboundAnswer post(
            String path, String contentType, String body, Map<String, String> headers, int mostBytes) {
        HttpPost request = new HttpPost(uri(path));
        request.setEntity(new StringEntity(body, ContentType.parse(contentType).withCharset(UTF_8)));
        return call(request, headers, mostBytes);
    }

    private URI uri(String path) {
        return URI.create(settings.base() + path);
    }

    private OutboundAnswer call(HttpUriRequestBase request, Map<String, String> headers, int mostBytes) {
        String whom = settings.base().uri().getAuthority();
        Along.headers().forEach(request::setHeader);
        headers.forEach(request::setHeader);
        settings.login().authorization().ifPresent(secret -> request.setHeader("Authorization", secret));
        // The client's own timeouts begin anew with each packet, and a look-up has none: this one covers the whole.
        Future<OutboundAnswer> answer = threads.submit(() -> exchange(request, mostBytes));
        try {
            return discreet(answer.get(settings.callDeadline().toMillis(), TimeUnit.MILLISECONDS), request);
        } catch (ExecutionException e) {
            throw failure(whom, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw unavailable(
                    "no answer from " + whom + " in " + settings.callDeadline().toMillis() + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted while asking " + whom, e);
        } finally {
            request.cancel();
            answer.cancel(true);
        }
    }

    /** Some servers repeat in a refusal what they were shown, and what they say is shown to people. */
    private static OutboundAnswer discreet(OutboundAnswer answer, HttpUriRequestBase request) {
        Header login = request.getFirstHeader("Authorization");
        if (login == null || !(answer.body() instanceof Body.Text(String text))) {
            return answer;
        }
        String secret = login.getValue().substring(login.getValue().indexOf(' ') + 1);
        return secret.length() < SHORTEST_SECRET
                ? answer
                : new OutboundAnswer(
                        answer.status(), answer.retryAfter(), new Body.Text(text.replace(secret, "[secret]")));
    }

    private OutboundAnswer exchange(HttpUriRequestBase request, int mostBytes) throws IOException {
        HttpHost target = new HttpHost(
                settings.base().https() ? "https" : "http",
                settings.base().host(),
                settings.base().uri().getPort());
        // Not by a handler: after that the client would read on to the end of what is too long, and that may never
        // come.
        return answer(client.executeOpen(target, request, null), mostBytes);
    }

    private static OutboundAnswer answer(ClassicHttpResponse response, int mostBytes) throws IOException {
        Optional<Duration> retryAfter = Optional.ofNullable(response.getFirstHeader("Retry-After"))
                .map(header -> header.getValue().strip())
                .filter(text -> text.matches("\\d{1,5}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
        return new OutboundAnswer(response.getCode(), retryAfter, body(response, mostBytes));
    }

    private static Body body(ClassicHttpResponse response, int mostBytes) throws IOException {
        Header encoding = response.getFirstHeader("Content-Encoding");
        if (encoding != null
                && !encoding.getValue().strip().toLowerCase(Locale.ROOT).matches("|identity")) {
            return new Body.Unreadable(
                    "the answer is packed as " + brief(encoding.getValue()) + ", which nobody asked for");
        }
        if (response.getEntity() == null) {
            return new Body.Text("");
        }
        byte[] bytes = response.getEntity().getContent().readNBytes(mostBytes + 1);
        return bytes.length > mostBytes
                ? new Body.Unreadable("the answer is longer than " + mostBytes + " bytes")
                : new Body.Text(new String(bytes, UTF_8));
    }

    private static ProviderException failure(String whom, Throwable cause) {
        return switch (cause) {
            case ProviderException told -> told;
            case PinnedNames.Refused refused -> new ProviderException(new ProviderError.Denied(refused.why()), refused);
            case UnknownHostException unknown -> unavailable(whom + " is a name that nobody knows", unknown);
            case IOException failed -> unavailable("no answer from " + whom + ": " + brief(failed.toString()), failed);
            default -> throw new IllegalStateException("while asking " + whom, cause);
        };
    }

    private static ProviderException unavailable(String detail, Throwable cause) {
        return new ProviderException(new ProviderError.Unavailable(detail), cause);
    }

    private static String brief(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
        threads.shutdownNow();
    }
}
