package io.sluice.sandbox.traffic;

import io.sluice.sandbox.http.Connections;
import io.sluice.sandbox.http.Reply;
import io.sluice.sandbox.http.Request;
import io.sluice.sandbox.metrics.Meter;
import io.sluice.sandbox.world.LoadBalancer;
import io.sluice.sandbox.world.Params;
import io.sluice.sandbox.world.Target;
import io.sluice.sandbox.world.TargetGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The data plane of an Application Load Balancer's listener: each request finds its own way. */
final class ApplicationProxy {
    private final LoadBalancer loadBalancer;
    private final String listenerArn;
    private final Router router;
    private final Map<String, Backends> backends;
    private final Meter meter;

    ApplicationProxy(
            LoadBalancer loadBalancer, String listenerArn, Router router, Map<String, Backends> backends, Meter meter) {
        this.loadBalancer = loadBalancer;
        this.listenerArn = listenerArn;
        this.router = router;
        this.backends = backends;
        this.meter = meter;
    }

    Reply handle(Request request) {
        Reply reply = reply(request);
        long answered = reply instanceof Reply.Answer answer ? answer.bytes() : 0;
        meter.processed(loadBalancer, request.bytes() + answered);
        return reply;
    }

    private Reply reply(Request request) {
        return switch (router.way(listenerArn, request)) {
            case Router.Way.ToTarget(TargetGroup group, Target target, Optional<String> cookie) ->
                forward(request, group, target, cookie);
            case Router.Way.NoTargets _ -> refuse(503);
            case Router.Way.Answered(Params action, String type) -> answerItself(action, type);
        };
    }

    private Reply forward(Request request, TargetGroup group, Target target, Optional<String> cookie) {
        Backends behind = backends.get(group.arn());
        if (behind == null) {
            return refuse(503);
        }
        Connections connections = behind.connectionsTo(target.port());
        long start = System.nanoTime();
        try {
            Reply.Answer answer = connections.exchange(request);
            meter.answered(loadBalancer, group, answer.status(), Duration.ofNanos(System.nanoTime() - start));
            return cookie.map(value -> withHeader(answer, "Set-Cookie", value)).orElse(answer);
        } catch (IOException e) {
            // The backend cannot be reached, which is for clients what it would be at the real thing.
            return refuse(502);
        }
    }

    private Reply refuse(int status) {
        meter.refused(loadBalancer, status);
        return Reply.answer(status, "text/plain", "the load balancer has nobody to send this to\n");
    }

    private static Reply answerItself(Params action, String type) {
        if (type.equals("redirect")) {
            Params redirect = action.struct("RedirectConfig");
            int status = redirect.text("StatusCode").orElse("HTTP_302").equals("HTTP_301") ? 301 : 302;
            String location = redirect.text("Protocol").orElse("http").replace("#{protocol}", "http") + "://"
                    + redirect.text("Host").orElse("#{host}")
                    + redirect.text("Path").orElse("/#{path}");
            return withHeader(Reply.answer(status, "text/plain", ""), "Location", location);
        }
        Params fixed = action.struct("FixedResponseConfig");
        return Reply.answer(
                Integer.parseInt(fixed.text("StatusCode").orElse("200")),
                fixed.text("ContentType").orElse("text/plain"),
                fixed.text("MessageBody").orElse(""));
    }

    private static Reply.Answer withHeader(Reply.Answer answer, String name, String value) {
        Map<String, String> headers = new LinkedHashMap<>(answer.headers());
        headers.put(name, value);
        return new Reply.Answer(answer.status(), headers, answer.body());
    }
}
