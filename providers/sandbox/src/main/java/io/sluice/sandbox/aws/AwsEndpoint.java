package io.sluice.sandbox.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.faults.Fault;
import io.sluice.sandbox.faults.FaultScript;
import io.sluice.sandbox.faults.RequestLog;
import io.sluice.sandbox.http.Reply;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.metrics.Metrics;
import io.sluice.sandbox.world.Config;
import io.sluice.sandbox.world.HealthJudge;
import io.sluice.sandbox.world.Params;
import io.sluice.sandbox.world.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** The one endpoint for both services: takes a call in, lets the fault script at it, carries it out, logs it. */
public final class AwsEndpoint {
    /** Longer than any client waits for an answer. */
    private static final Duration HANG = Duration.ofMinutes(10);

    private final World world;
    private final FaultScript faults;
    private final RequestLog log;
    private final ElbReads elbReads;
    private final ElbWrites elbWrites;
    private final CloudWatchReads cloudWatchReads;
    private final AtomicLong requestIds = new AtomicLong();

    public AwsEndpoint(
            World world,
            HealthJudge judge,
            Metrics metrics,
            FaultScript faults,
            RequestLog log,
            Map<String, List<Integer>> backendPorts) {
        this.world = world;
        this.faults = faults;
        this.log = log;
        this.elbReads = new ElbReads(judge);
        this.elbWrites = new ElbWrites(backendPorts);
        this.cloudWatchReads = new CloudWatchReads(metrics);
    }

    public Reply handle(Request request) throws InterruptedException {
        Params fields = new Params(Request.formFields(request.text()));
        Optional<Call> call = call(fields);
        if (call.isEmpty()) {
            return error(
                    Call.Service.ELASTIC_LOAD_BALANCING,
                    new AwsError(
                            404,
                            "InvalidAction",
                            "The sandbox speaks AWS Query, of Elastic Load Balancing 2015-12-01 and CloudWatch 2010-08-01"
                                    + " (SDK for Java 2.40.2; later CloudWatch clients speak CBOR)"));
        }
        return handle(call.get());
    }

    private static Optional<Call> call(Params fields) {
        String version = fields.text("Version").orElse("");
        for (Call.Service service : Call.Service.values()) {
            if (service.version().equals(version)) {
                return fields.text("Action")
                        .map(action -> new Call(service, action, fields.without("Action", "Version")));
            }
        }
        return Optional.empty();
    }

    private Reply handle(Call call) throws InterruptedException {
        Instant arrived = world.now();
        Optional<Fault> fault = faults.strike(call.action(), call.arns());
        ObjectNode line = LogLine.of(call, arrived, fault);
        if (fault.isEmpty()) {
            return answered(call, line);
        }
        return switch (fault.get()) {
            case Fault.Throttle _ -> refused(call, line, new AwsError("ThrottlingException", "Rate exceeded"));
            case Fault.Failure(int status) ->
                refused(
                        call,
                        line,
                        status == 503
                                ? new AwsError(503, "ServiceUnavailable", "The service is unavailable")
                                : new AwsError(status, "InternalFailure", "The sandbox was told to fail"));
            case Fault.LoseReply _ -> {
                carryOut(call, world.current(), world.now(), false, line);
                yield withoutAnswer(line, new Reply.Cut());
            }
            case Fault.LoseRequest _ -> withoutAnswer(notApplied(call, line), new Reply.Cut());
            case Fault.Hang _ -> withoutAnswer(notApplied(call, line), new Reply.Hang(HANG));
            case Fault.Late(Duration after, boolean hang) -> {
                line.put("reply", hang ? "hang" : "cut");
                landLater(call, after, log.write(notApplied(call, line)));
                yield hang ? new Reply.Hang(HANG) : new Reply.Cut();
            }
            case Fault.Delay(Duration by, boolean appliedAtEnd) -> {
                if (appliedAtEnd) {
                    Thread.sleep(by);
                    yield answered(call, line);
                }
                Reply reply = answered(call, line);
                Thread.sleep(by);
                yield reply;
            }
            case Fault.Stale(Duration age) ->
                logged(line, carryOut(call, world.asOf(age), world.now().minus(age), false, line));
            case Fault.Empty _ -> logged(line, carryOut(call, world.current(), world.now(), true, line));
        };
    }

    private Reply answered(Call call, ObjectNode line) {
        return logged(line, carryOut(call, world.current(), world.now(), false, line));
    }

    private Reply refused(Call call, ObjectNode line, AwsError error) {
        notApplied(call, line);
        line.put("status", error.status()).put("error", error.code());
        return logged(line, error(call.service(), error));
    }

    private Reply logged(ObjectNode line, Reply reply) {
        line.put("reply", "sent");
        log.write(line);
        return reply;
    }

    private Reply withoutAnswer(ObjectNode line, Reply reply) {
        line.put("reply", reply instanceof Reply.Cut ? "cut" : "hang");
        log.write(line);
        return reply;
    }

    private static ObjectNode notApplied(Call call, ObjectNode line) {
        return call.isWrite() ? line.put("applied", false) : line;
    }

    /** Carries the call out after its caller has given it up, and adds a line of its own to the log. */
    private void landLater(Call call, Duration after, long askedAs) {
        Thread.ofVirtual().name("late-" + call.action()).start(() -> {
            try {
                Thread.sleep(after);
                ObjectNode line = LogLine.of(call, world.now(), Optional.empty());
                line.put("kind", "landed").put("of", askedAs);
                carryOut(call, world.current(), world.now(), false, line);
                log.write(line);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private Reply carryOut(Call call, Config readable, Instant readAt, boolean empty, ObjectNode line) {
        try {
            Xml result = new Xml();
            if (call.service() == Call.Service.CLOUD_WATCH) {
                cloudWatchReads.answer(call, empty, result);
            } else if (call.isWrite()) {
                Config changed = world.change((config, now) -> elbWrites.changed(call, config, now));
                LogLine.applied(line, changed);
                ElbWrites.answer(call, changed, result);
            } else {
                elbReads.answer(call, readable, readAt, result);
            }
            line.put("status", 200);
            return success(call, result);
        } catch (AwsError e) {
            notApplied(call, line);
            line.put("status", e.status()).put("error", e.code()).put("message", e.text());
            return error(call.service(), e);
        }
    }

    private Reply success(Call call, Xml result) {
        String id = requestId();
        Xml xml = new Xml()
                .element(
                        call.action() + "Response xmlns=\"" + call.service().namespace() + "\"",
                        response -> response.element(call.action() + "Result", inner -> inner.raw(result))
                                .element("ResponseMetadata", meta -> meta.leaf("RequestId", id)));
        return reply(200, id, xml);
    }

    private Reply error(Call.Service service, AwsError error) {
        String id = requestId();
        Xml xml = new Xml()
                .element(
                        "ErrorResponse xmlns=\"" + service.namespace() + "\"",
                        response -> response.element(
                                        "Error",
                                        inner -> inner.leaf("Type", error.status() < 500 ? "Sender" : "Receiver")
                                                .leaf("Code", error.code())
                                                .leaf("Message", error.text()))
                                .leaf("RequestId", id));
        return reply(error.status(), id, xml);
    }

    private static Reply reply(int status, String requestId, Xml xml) {
        return new Reply.Answer(
                status,
                Map.of("Content-Type", "text/xml", "x-amzn-RequestId", requestId),
                xml.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Shaped like AWS's, but counted: the log of two runs can be compared. */
    private String requestId() {
        return new UUID(0x5A4DB0C000004000L, 0x8000000000000000L | requestIds.incrementAndGet()).toString();
    }
}
