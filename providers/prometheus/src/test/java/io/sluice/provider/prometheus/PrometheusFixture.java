package io.sluice.provider.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.provider.MetricSource;
import io.sluice.provider.Source;
import io.sluice.provider.tck.SourceFixture;
import io.sluice.traffic.Metric;
import io.sluice.traffic.Side;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that understands one selector and says nothing to a query that is anything else. */
final class PrometheusFixture implements SourceFixture {

    private static final Pattern SELECTOR = Pattern.compile("figure\\{side=\"(([^\"\\\\\n]|\\\\.)*)\"}");
    private static final Map<Side, String> FIGURES = Map.of(LOW, "12.5", HIGH, "2.5e2", ODD, "7");

    /** Row 48 of the bad-input table: what a server may answer with status 200 that is not one finite number. */
    static final Map<String, String> WITHOUT_NUMBER = new LinkedHashMap<>();

    static {
        String now = "" + END.getEpochSecond();
        WITHOUT_NUMBER.put("html", "<html><body>Please log in</body></html>");
        WITHOUT_NUMBER.put("nothing", "");
        WITHOUT_NUMBER.put("cut", vector(sample(now, "\"1\"")).substring(0, 60));
        WITHOUT_NUMBER.put("null", "null");
        WITHOUT_NUMBER.put("no_object", "[]");
        WITHOUT_NUMBER.put("no_data", "{\"status\":\"success\"}");
        WITHOUT_NUMBER.put("nan", vector(sample(now, "\"NaN\"")));
        WITHOUT_NUMBER.put("inf", vector(sample(now, "\"+Inf\"")));
        WITHOUT_NUMBER.put("minus_inf", vector(sample(now, "\"-Inf\"")));
        WITHOUT_NUMBER.put("too_large", vector(sample(now, "\"1e999\"")));
        WITHOUT_NUMBER.put("text", vector(sample(now, "\"many\"")));
        WITHOUT_NUMBER.put("dots", vector(sample(now, "\"1.2.3\"")));
        WITHOUT_NUMBER.put("no_text", vector(sample(now, "1")));
        WITHOUT_NUMBER.put("true", vector(sample(now, "true")));
        WITHOUT_NUMBER.put("no_value", vector("{\"metric\":{}}"));
        WITHOUT_NUMBER.put("half", vector("{\"metric\":{},\"value\":[" + now + "]}"));
        WITHOUT_NUMBER.put("empty", vector(""));
        WITHOUT_NUMBER.put("two", vector(sample(now, "\"1\"") + "," + sample(now, "\"2\"")));
        WITHOUT_NUMBER.put("matrix", result("matrix", "[{\"metric\":{},\"values\":[[" + now + ",\"1\"]]}]"));
        WITHOUT_NUMBER.put("string", result("string", "[" + now + ",\"1\"]"));
        WITHOUT_NUMBER.put("no_type", "{\"status\":\"success\",\"data\":{\"result\":[" + sample(now, "\"1\"") + "]}}");
        WITHOUT_NUMBER.put(
                "histogram",
                vector("{\"metric\":{},\"histogram\":[" + now + ",{\"count\":\"1\",\"sum\":\"1\",\"buckets\":[]}]}"));
        WITHOUT_NUMBER.put("future", vector(sample("" + (END.getEpochSecond() + 1), "\"1\"")));
        WITHOUT_NUMBER.put("far_future", vector(sample("1e300", "\"1\"")));
        WITHOUT_NUMBER.put("ten_minutes_old", vector(sample("" + (END.getEpochSecond() - 600), "\"1\"")));
        WITHOUT_NUMBER.put("no_time", vector(sample("\"now\"", "\"1\"")));
        WITHOUT_NUMBER.put("error", "{\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"because\"}");
        WITHOUT_NUMBER.put(
                "partial",
                vector(sample(now, "\"1\""))
                        .replaceFirst("\\{", "{\"warnings\":[\"one of two stores did not answer\"],"));
        // A million series: given up on after the first megabyte.
        WITHOUT_NUMBER.put("million", "");
    }

    private final FigureServer server = new FigureServer(PrometheusFixture::answer);
    private final Source source = server.open();

    @Override
    public MetricSource source() {
        return source.metrics();
    }

    @Override
    public Metric metric() {
        return new Metric("{\"query\":\"figure{side=\\\"{{backend.id}}\\\"}\"}");
    }

    @Override
    public List<Metric> withoutNumber() {
        return WITHOUT_NUMBER.keySet().stream()
                .map(name -> new Metric("{\"query\":\"" + name + "\"}"))
                .toList();
    }

    @Override
    public List<Malformed> malformed() {
        return List.of(
                new Malformed("no text", "{\"query\":7}", "/query"),
                new Malformed("empty", "{\"query\":\"\"}", "/query"),
                new Malformed("everything", "{\"query\":\"sum({})\"}", "/query"),
                new Malformed("unknown placeholder", "{\"query\":\"up{a=\\\"{{who}}\\\"}\"}", "/query"),
                new Malformed("a name outside a text", "{\"query\":\"{{side}}_total\"}", "/query"));
    }

    @Override
    public int asked() {
        return server.asked().size();
    }

    @Override
    public void fail() {
        server.down();
    }

    @Override
    public void close() {
        source.close();
        server.close();
    }

    private static void answer(FigureServer.Asked asked, OutputStream out) throws IOException {
        if (asked.query().equals("million")) {
            million(out);
            return;
        }
        Matcher selector = SELECTOR.matcher(asked.query());
        String canned = WITHOUT_NUMBER.get(asked.query());
        if (canned != null) {
            out.write(canned.getBytes(UTF_8));
        } else if (selector.matches()) {
            String figure = FIGURES.get(new Side(unquoted(selector.group(1))));
            String samples = figure == null ? "" : sample(asked.form().getOrDefault("time", "0"), "\"" + figure + "\"");
            out.write(vector(samples).getBytes(UTF_8));
        } else {
            out.write(vector("").getBytes(UTF_8));
        }
    }

    /** As Go reads what stands between double quotes, as far as it is written here. */
    private static String unquoted(String text) {
        return Pattern.compile("\\\\(u([0-9a-f]{4})|\\\\)")
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(2) == null ? "\\" : Character.toString(Integer.parseInt(found.group(2), 16))));
    }

    private static void million(OutputStream out) throws IOException {
        out.write("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[".getBytes(UTF_8));
        for (int i = 0; i < 1_000_000; i++) {
            out.write(("{\"metric\":{\"n\":\"" + i + "\"},\"value\":[" + END.getEpochSecond() + ",\"1\"]},")
                    .getBytes(UTF_8));
        }
    }

    static String sample(String time, String value) {
        return "{\"metric\":{\"job\":\"x\"},\"value\":[" + time + "," + value + "]}";
    }

    static String vector(String samples) {
        return result("vector", "[" + samples + "]");
    }

    static String result(String kind, String result) {
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"" + kind + "\",\"result\":" + result + "}}";
    }
}
