package io.sluice.sandbox.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.faults.ControlCall;
import io.sluice.sandbox.faults.ControlPlane;
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
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** The one endpoint for all services with a region: takes a call in, lets the fault script at it, carries it out, logs it. */
public final class AwsEndpoint {
    private final World world;
    private final ControlPlane controlPlane;
    private final ElbReads elbReads;
    private final ElbWrites elbWrites;
    private final CloudWatchReads cloudWatchReads;
    private final Duration signaturesLast;
    private final EventHistory history;
    private final CloudTrailEndpoint cloudTrail;
    private final AtomicLong requestIds = new AtomicLong();

    public AwsEndpoint(
            World world,
            HealthJudge judge,
            Metrics metrics,
            ControlPlane controlPlane,
            Map<String, List<Integer>> backendPorts,
            Duration signaturesLast,
            EventHistory history) {
        this.world = world;
        this.controlPlane = controlPlane;
        this.signaturesLast = signaturesLast;
        this.history = history;
        this.cloudTrail = new CloudTrailEndpoint(history, controlPlane);
        this.elbReads = new ElbReads(judge);
        this.elbWrites = new ElbWrites(backendPorts);
        this.cloudWatchReads = new CloudWatchReads(metrics);
    }

    public Reply handle(Request request) throws InterruptedException {
        if (CloudTrailEndpoint.speaks(request)) {
            return cloudTrail.handle(request);
        }
        Params fields = new Params(Request.formFields(request.text()));
        Optional<Call> call = call(fields);
        if (call.isEmpty()) {
            return error(
                    Call.Service.ELASTIC_LOAD_BALANCING,
                    new AwsError(
                            404,
                            "InvalidAction",
                            "The sandbox speaks AWS Query, of Elastic Load Balancing 2015-12-01 and CloudWatch 2010-08-01"
                                    + " (SDK for Java 2.40.2; later CloudWatch clients speak CBOR), and LookupEvents of"
                                    + " CloudTrail"));
        }
        return controlPlane.handle(new Asked(call.get(), Signature.of(request), EventHistory.Caller.of(request)));
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

    /** A call as the control plane handles it. */
    private final class Asked implements ControlCall {
        private final Call call;
        private final Optional<Signature> signature;
        private final EventHistory.Caller caller;

        Asked(Call call, Optional<Signature> signature, EventHistory.Caller caller) {
            this.call = call;
            this.signature = signature;
            this.caller = caller;
        }

        @Override
        public String service() {
            return call.service().word();
        }

        @Override
        public String action() {
            return call.action();
        }

        @Override
        public Set<String> names() {
            return call.arns();
        }

        @Override
        public boolean isWrite() {
            return call.isWrite();
        }

        @Override
        public void describe(ObjectNode line) {
            LogLine.describe(line, call);
            signature.ifPresent(by -> line.put("accessKey", by.accessKey()));
        }

        @Override
        public Reply carryOut(Duration age, boolean withoutData, ObjectNode line) {
            Optional<AwsError> refusal = signature.flatMap(by -> by.refusal(world.now(), signaturesLast));
            if (refusal.isPresent()) {
                return refused(call, refusal.get(), line);
            }
            Config readable = age.isZero() ? world.current() : world.asOf(age);
            return AwsEndpoint.this.carryOut(call, caller, readable, world.now().minus(age), withoutData, line);
        }

        @Override
        public Refusal throttled() {
            return refusal(new AwsError("ThrottlingException", "Rate exceeded"));
        }

        @Override
        public Refusal failed(int status) {
            return refusal(
                    status == 503
                            ? new AwsError(503, "ServiceUnavailable", "The service is unavailable")
                            : new AwsError(status, "InternalFailure", "The sandbox was told to fail"));
        }

        private Refusal refusal(AwsError error) {
            return new Refusal(error.status(), error.code(), error(call.service(), error));
        }
    }

    private Reply carryOut(
            Call call, EventHistory.Caller caller, Config readable, Instant readAt, boolean empty, ObjectNode line) {
        try {
            Xml result = new Xml();
            if (call.service() == Call.Service.CLOUD_WATCH) {
                cloudWatchReads.answer(call, empty, result);
            } else if (call.isWrite()) {
                Config changed = world.change((config, now) -> elbWrites.changed(call, config, now));
                LogLine.applied(line, changed);
                remember(call, caller, changed.since());
                ElbWrites.answer(call, changed, result);
            } else {
                elbReads.answer(call, readable, readAt, result);
            }
            line.put("status", 200);
            return success(call, result);
        } catch (AwsError e) {
            return refused(call, e, line);
        }
    }

    private void remember(Call call, EventHistory.Caller caller, Instant at) {
        ObjectNode parameters = RequestLog.line();
        call.params().text("ListenerArn").ifPresent(arn -> parameters.put("listenerArn", arn));
        call.params().text("RuleArn").ifPresent(arn -> parameters.put("ruleArn", arn));
        call.params().text("TargetGroupArn").ifPresent(arn -> parameters.put("targetGroupArn", arn));
        history.add(at, call.action(), "elasticloadbalancing", caller, parameters);
    }

    private Reply refused(Call call, AwsError error, ObjectNode line) {
        if (call.isWrite()) {
            line.put("applied", false);
        }
        line.put("status", error.status()).put("error", error.code()).put("message", error.text());
        return error(call.service(), error);
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

    /** By the date clients see that their own clock is wrong, and sign by this one. */
    private Reply reply(int status, String requestId, Xml xml) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(world.now().atZone(ZoneOffset.UTC));
        return new Reply.Answer(
                status,
                Map.of("Content-Type", "text/xml", "x-amzn-RequestId", requestId, "Date", date),
                xml.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Shaped like AWS's, but counted: the log of two runs can be compared. */
    private String requestId() {
        return new UUID(0x5A4DB0C000004000L, 0x8000000000000000L | requestIds.incrementAndGet()).toString();
    }
}
