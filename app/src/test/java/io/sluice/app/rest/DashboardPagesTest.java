package io.sluice.app.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of the dashboard and their files, as a browser is given them; what is in them a browser's own test tries. */
class DashboardPagesTest {
    @RegisterExtension
    static final Service SERVICE = Service.usual();

    private static String asset(String name) {
        Matcher found =
                Pattern.compile("/assets/[0-9a-f]+/").matcher(SERVICE.get("/").body());
        assertThat(found.find()).isTrue();
        return found.group() + name;
    }

    @ParameterizedTest
    @CsvSource({
        "/,now",
        "/?q=team,now",
        "/plans/pl_00000000000000000000000001,plan",
        "/plans/%3Cscript%3E,plan",
        "/revert,revert",
        "/submit,submit",
        "/login,login",
        "/api,reference"
    })
    void everyPageIsThereWithAPolicyThatAllowsNothingInline(String path, String page) {
        Reply reply = SERVICE.get(path);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(reply.body()).contains("data-page=\"" + page + "\"").doesNotContain("%3C", "<script>");
        assertThat(reply.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .contains("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'")
                .doesNotContain("unsafe");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(reply.header("Referrer-Policy")).isEqualTo("same-origin");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-cache");
    }

    @ParameterizedTest
    @CsvSource({
        "js/now.js,text/javascript;charset=utf-8",
        "style/base.css,text/css;charset=utf-8",
        "icon.svg,image/svg+xml",
        "vendor/lit-html/lit-html.js,text/javascript;charset=utf-8",
        "vendor/uplot/uPlot.esm.js,text/javascript;charset=utf-8",
        "vendor/yaml/index.js,text/javascript;charset=utf-8"
    })
    void filesHaveTheirTypeAndAreKeptForEverUnderTheirDigest(String name, String type) {
        Reply reply = SERVICE.get(asset(name));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo(type);
        assertThat(reply.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        // A page of the release before asks under that one's digest: it is given what there is, and asks again next
        // time.
        Reply other = SERVICE.get("/assets/0123456789abcdef/" + name);
        assertThat(other.body()).isEqualTo(reply.body());
        assertThat(other.header("Cache-Control")).isEqualTo("no-cache");
    }

    @Test
    void whatIsKnownIsNotSentAgainAndZippedItIsTheSame() throws Exception {
        Reply whole = SERVICE.get(asset("js/now.js"));
        String tag = whole.header("ETag");
        assertThat(tag).matches("\"[0-9a-f]{32}\"");
        Reply known = SERVICE.send(SERVICE.request(asset("js/now.js"))
                .header("If-None-Match", "\"other\", " + tag)
                .GET());
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        HttpResponse<byte[]> zipped = zipped(asset("js/now.js"));
        assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(zipped.headers().firstValue("ETag"))
                .isNotEqualTo(whole.headers().firstValue("ETag"));
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
            assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(whole.body());
        }
        assertThat(SERVICE.method("HEAD", "/", "").status()).isEqualTo(200);
    }

    private static HttpResponse<byte[]> zipped(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVICE.port() + path))
                            .header("Accept-Encoding", "br, gzip")
                            .build(),
                    BodyHandlers.ofByteArray());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/x/shell.html",
                "/assets/x/../config.yml",
                "/assets/",
                "/assets/x/js/nothing.js",
                "/plans",
                "/plans/a/b",
                "/revert/",
                "/nothing",
                "//"
            })
    void whatIsNoPageIsAProblemAsEverywhere(String path) {
        Reply reply = SERVICE.get(path);
        assertThat(reply.status()).as("%s", reply).isIn(400, 404);
        reply.isProblem(reply.status());
    }

    @Test
    void pagesTakeNothing() {
        SERVICE.post("/", "{}").isProblem(405);
        SERVICE.post("/revert", "{}").isProblem(405);
    }
}
