package io.sluice.sandbox.faults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.sandbox.faults.ControlCall.Refusal;
import io.sluice.sandbox.http.Reply;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** What every call to any cloud's control plane goes through: the fault script has at it, it is carried out, it is logged. */
public final class ControlPlane {
    /** Longer than any client waits for an answer. */
    private static final Duration HANG = Duration.ofMinutes(10);

    private final FaultScript faults;
    private final RequestLog log;
    private final InstantSource clock;
    private final Limits limits = new Limits();

    public ControlPlane(FaultScript faults, RequestLog log, InstantSource clock) {
        this.faults = faults;
        this.log = log;
        this.clock = clock;
    }

    /** The buckets that calls are held to. */
    public Limits limits() {
        return limits;
    }

    public Reply handle(ControlCall call) throws InterruptedException {
        if (limits.exceededBy(call)) {
            return refused(call, line(call).put("fault", "limit"), call.throttled());
        }
        Optional<Fault> fault = faults.strike(call.action(), call.names());
        ObjectNode line = line(call);
        fault.ifPresent(struck -> line.put("fault", struck.word()));
        if (fault.isEmpty()) {
            return answered(call, line);
        }
        return switch (fault.get()) {
            case Fault.Throttle _ -> refused(call, line, call.throttled());
            case Fault.Failure(int status) -> refused(call, line, call.failed(status));
            case Fault.LoseReply _ -> {
                call.carryOut(Duration.ZERO, false, line);
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
            case Fault.Stale(Duration age) -> logged(line, call.carryOut(age, false, line));
            case Fault.Empty _ -> logged(line, call.carryOut(Duration.ZERO, true, line));
        };
    }

    private ObjectNode line(ControlCall call) {
        ObjectNode line = RequestLog.line();
        line.put("kind", "call");
        line.put("arrivedAt", clock.instant().toString());
        line.put("service", call.service());
        line.put("action", call.action());
        if (!call.names().isEmpty()) {
            line.put("arn", call.names().iterator().next());
            call.names().forEach(line.withArrayProperty("arns")::add);
        }
        call.describe(line);
        return line;
    }

    private Reply answered(ControlCall call, ObjectNode line) {
        return logged(line, call.carryOut(Duration.ZERO, false, line));
    }

    private Reply refused(ControlCall call, ObjectNode line, Refusal refusal) {
        notApplied(call, line);
        line.put("status", refusal.status()).put("error", refusal.code());
        return logged(line, refusal.reply());
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

    private static ObjectNode notApplied(ControlCall call, ObjectNode line) {
        return call.isWrite() ? line.put("applied", false) : line;
    }

    /** Carries the call out after its caller has given it up, and adds a line of its own to the log. */
    private void landLater(ControlCall call, Duration after, long askedAs) {
        Thread.ofVirtual().name("late-" + call.action()).start(() -> {
            try {
                Thread.sleep(after);
                ObjectNode line = line(call);
                line.put("kind", "landed").put("of", askedAs);
                call.carryOut(Duration.ZERO, false, line);
                log.write(line);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
