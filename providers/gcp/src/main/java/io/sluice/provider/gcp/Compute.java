package io.sluice.provider.gcp;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.core.ApiFuture;
import com.google.api.gax.httpjson.ApiMethodDescriptor;
import com.google.api.gax.httpjson.HttpJsonCallSettings;
import com.google.api.gax.httpjson.HttpJsonCallableFactory;
import com.google.api.gax.httpjson.HttpResponseParser;
import com.google.api.gax.httpjson.ProtoMessageResponseParser;
import com.google.api.gax.rpc.ApiExceptions;
import com.google.api.gax.rpc.UnaryCallSettings;
import com.google.cloud.compute.v1.BackendService;
import com.google.cloud.compute.v1.BackendServiceGroupHealth;
import com.google.cloud.compute.v1.Operation;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import io.sluice.provider.Lookup;
import io.sluice.provider.gcp.RawCall.Verb;
import io.sluice.traffic.ProviderError;
import io.sluice.traffic.ProviderException;
import io.sluice.traffic.Timing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Every call to Compute Engine that is made here.
 *
 * <p>They go through the SDK's transport, with its credentials and its types for answers, but for URL maps, which go there and
 * back as JSON: the SDK's {@code UrlMap} would drop whatever is newer than itself.
 */
final class Compute {
    private static final JsonMapper JSON = new JsonMapper();
    private static final UrlMapParser URL_MAP = new UrlMapParser();
    private static final HttpResponseParser<Operation> OPERATION = parser(Operation.getDefaultInstance());
    private static final HttpResponseParser<BackendService> BACKEND_SERVICE =
            parser(BackendService.getDefaultInstance());
    private static final HttpResponseParser<BackendServiceGroupHealth> HEALTH =
            parser(BackendServiceGroupHealth.getDefaultInstance());

    /** An operation is asked for at first so soon, and then ever less often up to the longest pause. */
    private static final Duration FIRST_POLL = Duration.ofMillis(100);

    private static final Duration LONGEST_POLL = Duration.ofSeconds(5);

    /** A classic load balancer can be migrated to a kind that splits; what can split stays so. */
    private static final String CLASSIC = "EXTERNAL";

    private final GcpClients clients;
    private final Timing timing;

    private final Map<Resource, Known> known = new ConcurrentHashMap<>();
    private final Map<Resource, String> schemes = new ConcurrentHashMap<>();

    Compute(GcpClients clients, Timing timing) {
        this.clients = clients;
        this.timing = timing;
    }

    private static <T extends Message> HttpResponseParser<T> parser(T type) {
        return ProtoMessageResponseParser.<T>newBuilder()
                .setDefaultInstance(type)
                .setDefaultTypeRegistry(TypeRegistry.getEmptyTypeRegistry())
                .build();
    }

    UrlMap urlMap(Resource resource) {
        return seen(resource, GcpErrors.reading(() -> call(RawCall.get(resource), URL_MAP, timing.callDeadline())));
    }

    private UrlMap seen(Resource resource, ObjectNode json) {
        UrlMap urlMap = new UrlMap(resource, json);
        known(resource).saw(urlMap);
        return urlMap;
    }

    /** What is known of a URL map without asking. */
    Known known(Resource urlMap) {
        return known.computeIfAbsent(urlMap, _ -> new Known());
    }

    /** Looks at many at once, so that one that does not answer takes no time from the others. */
    Map<Resource, Lookup<UrlMap>> urlMaps(Collection<Resource> resources) {
        return all(resources, URL_MAP, json -> json).entrySet().stream()
                .collect(
                        HashMap::new,
                        (found, entry) -> found.put(
                                entry.getKey(),
                                entry.getValue().then(json -> new Lookup.Hit<>(seen(entry.getKey(), json)))),
                        HashMap::putAll);
    }

    /** The load-balancing schemes of backend services; asked for only as far as they are not known yet. */
    Map<Resource, Lookup<String>> schemes(Collection<Resource> services) {
        Map<Resource, Lookup<String>> answer = new HashMap<>(all(
                services.stream()
                        .filter(service -> !schemes.containsKey(service))
                        .toList(),
                BACKEND_SERVICE,
                BackendService::getLoadBalancingScheme));
        services.forEach(service -> {
            if (answer.get(service) instanceof Lookup.Hit<String>(String scheme) && !scheme.equals(CLASSIC)) {
                schemes.put(service, scheme);
            }
            Optional.ofNullable(schemes.get(service)).ifPresent(known -> answer.put(service, new Lookup.Hit<>(known)));
        });
        return answer;
    }

    /** The session affinities of backend services. */
    Map<Resource, Lookup<String>> affinities(Collection<Resource> services) {
        return all(services, BACKEND_SERVICE, BackendService::getSessionAffinity);
    }

    BackendService backendService(Resource resource) {
        return GcpErrors.reading(() -> call(RawCall.get(resource), BACKEND_SERVICE, timing.callDeadline()));
    }

    BackendServiceGroupHealth health(Resource service, String group) {
        RawCall call = new RawCall(
                Verb.GET_HEALTH,
                service,
                service.path() + "/getHealth",
                Map.of(),
                JSON.createObjectNode().put("group", group).toString());
        return GcpErrors.reading(() -> call(call, HEALTH, timing.callDeadline()));
    }

    /**
     * Asks for a URL map with another split in a place, and returns when Google has accepted that.
     *
     * @param requestId the same for the same intent: from the same contents it is the same request to Google, which then does
     *     it once. From other contents it is another one, and the one before can land no more, since Google compares.
     */
    Operation change(UrlMap before, UrlMap after, Place place, String requestId) {
        String uuid = UUID.nameUUIDFromBytes((requestId + "@" + before.fingerprint()).getBytes(StandardCharsets.UTF_8))
                .toString();
        Resource urlMap = before.resource();
        Optional<ObjectNode> patch = after.patchFrom(before, place);
        RawCall call = new RawCall(
                patch.isPresent() ? Verb.PATCH : Verb.UPDATE,
                urlMap,
                urlMap.path(),
                Map.of("requestId", uuid),
                patch.orElse(after.json()).toString());
        Operation accepted = GcpErrors.writing(() -> call(call, OPERATION, timing.callDeadline()));
        known(urlMap).outdated();
        return accepted;
    }

    /**
     * Returns when an operation is done.
     *
     * @param start when the change began, on the clock of {@code System.nanoTime}
     */
    void await(Operation accepted, Resource urlMap, long start) {
        GcpErrors.of(awaited(accepted, urlMap, start)).ifPresent(error -> {
            throw new ProviderException(error);
        });
    }

    private Operation awaited(Operation accepted, Resource urlMap, long start) {
        Operation operation = accepted;
        Resource resource = urlMap.beside("operations", accepted.getName());
        Duration pause = FIRST_POLL;
        while (operation.getStatus() != Operation.Status.DONE) {
            Duration left = timing.changeDeadline().minusNanos(System.nanoTime() - start);
            if (left.compareTo(pause) <= 0) {
                throw unknown(
                        resource, "is not done in " + timing.changeDeadline().toSeconds() + " s");
            }
            sleep(pause, resource);
            pause = pause.multipliedBy(2).compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : pause.multipliedBy(2);
            operation = polled(resource, operation, left);
        }
        return operation;
    }

    /** A look at an operation that fails says nothing about the change, which goes on. */
    private Operation polled(Resource resource, Operation last, Duration left) {
        Duration deadline = left.compareTo(timing.callDeadline()) < 0 ? left : timing.callDeadline();
        try {
            return GcpErrors.reading(() -> call(RawCall.get(resource), OPERATION, deadline));
        } catch (ProviderException e) {
            if (e.error().passing()) {
                return last;
            }
            throw unknown(resource, "cannot be followed: " + e.error().detail());
        }
    }

    private static void sleep(Duration pause, Resource operation) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(operation, "was not waited for");
        }
    }

    private static ProviderException unknown(Resource operation, String what) {
        return new ProviderException(new ProviderError.Unknown(operation + " was accepted and " + what));
    }

    private <T, R> Map<Resource, Lookup<R>> all(
            Collection<Resource> resources, HttpResponseParser<T> parser, Function<T, R> wanted) {
        Map<Resource, ApiFuture<T>> asked = new LinkedHashMap<>();
        resources.stream()
                .distinct()
                .forEach(
                        resource -> asked.put(resource, started(RawCall.get(resource), parser, timing.callDeadline())));
        Map<Resource, Lookup<R>> answers = new HashMap<>();
        asked.forEach((resource, future) -> answers.put(
                resource,
                Lookup.of(() ->
                        wanted.apply(GcpErrors.reading(() -> ApiExceptions.callAndTranslateApiException(future))))));
        return answers;
    }

    private <T> T call(RawCall call, HttpResponseParser<T> parser, Duration deadline) {
        return ApiExceptions.callAndTranslateApiException(started(call, parser, deadline));
    }

    private <T> ApiFuture<T> started(RawCall call, HttpResponseParser<T> parser, Duration deadline) {
        ApiMethodDescriptor<RawCall, T> method = ApiMethodDescriptor.<RawCall, T>newBuilder()
                .setFullMethodName("google.cloud.compute.v1." + call.resource().collection() + "/" + call.verb())
                .setHttpMethod(call.verb().method())
                .setType(ApiMethodDescriptor.MethodType.UNARY)
                .setRequestFormatter(new RawCall.Formatter())
                .setResponseParser(parser)
                .build();
        HttpJsonCallSettings<RawCall, T> transport = HttpJsonCallSettings.<RawCall, T>newBuilder()
                .setMethodDescriptor(method)
                .setParamsExtractor(RawCall::routing)
                .build();
        UnaryCallSettings<RawCall, T> once = UnaryCallSettings.<RawCall, T>newUnaryCallSettingsBuilder()
                .setSimpleTimeoutNoRetriesDuration(deadline)
                .build();
        return HttpJsonCallableFactory.createUnaryCallable(transport, once, clients.compute())
                .futureCall(call);
    }
}
