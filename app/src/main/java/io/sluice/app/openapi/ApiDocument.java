package io.sluice.app.openapi;

import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.app.access.AccessTable;
import io.sluice.app.access.Action;
import io.sluice.app.access.Needs;
import io.sluice.app.access.Role;
import io.sluice.app.openapi.Described.Says;
import io.sluice.plan.file.PlanFile;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The OpenAPI document (3.1) of a service: made from its own resources, so it has what this service answers, and asks of nobody what it
 * does not.
 */
public final class ApiDocument {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What JAX-RS has to say for itself and nobody else cares about. */
    private static final Set<String> LEFT_OUT = Set.of("HEAD", "OPTIONS");

    private static final Set<String> SAFE = Set.of("GET");
    private static final Pattern OWN_REFERENCE = Pattern.compile("\"#/\\$defs/");

    private final boolean asksWho;
    private final Schemas schemas = new Schemas(new Docs());

    private ApiDocument(boolean asksWho) {
        this.asksWho = asksWho;
    }

    /**
     * The document of these resources.
     *
     * @param asksWho whether callers have to say who they are
     * @param version of the service
     */
    public static ObjectNode of(Collection<Class<?>> resources, boolean asksWho, String version) {
        return new ApiDocument(asksWho).write(resources, version);
    }

    /** A method, where it is, and what it answers to. */
    private record Call(String path, String verb, Method method) {
        boolean isRead() {
            return SAFE.contains(verb);
        }
    }

    private ObjectNode write(Collection<Class<?>> resources, String version) {
        ObjectNode document = JSON.objectNode().put("openapi", "3.1.0");
        document.set("info", resource("/openapi/info.json"));
        document.withObjectProperty("info").put("version", version);
        document.putArray("servers").addObject().put("url", "/");
        ObjectNode paths = document.putObject("paths");
        Map<String, Map<String, List<Call>>> calls = resources.stream()
                .flatMap(ApiDocument::calls)
                .sorted(Comparator.comparing(call -> call.method().getName()))
                .collect(groupingBy(
                        Call::path,
                        TreeMap::new,
                        groupingBy(Call::verb, TreeMap::new, java.util.stream.Collectors.toList())));
        calls.forEach((path, byVerb) -> {
            ObjectNode here = paths.putObject(path);
            byVerb.forEach((verb, same) -> here.set(verb.toLowerCase(Locale.ROOT), operation(same)));
        });
        document.set("components", components());
        return document;
    }

    private static Stream<Call> calls(Class<?> resource) {
        return Arrays.stream(resource.getDeclaredMethods())
                .flatMap(method -> verb(method).stream().map(verb -> new Call(path(resource, method), verb, method)))
                .filter(call -> !LEFT_OUT.contains(call.verb()));
    }

    private static Optional<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .flatMap(type -> Optional.ofNullable(type.getAnnotation(HttpMethod.class)).stream())
                .map(HttpMethod::value)
                .findFirst();
    }

    private static String path(Class<?> resource, Method method) {
        jakarta.ws.rs.Path below = method.getAnnotation(jakarta.ws.rs.Path.class);
        String path =
                resource.getAnnotation(jakarta.ws.rs.Path.class).value() + (below == null ? "" : "/" + below.value());
        return ("/" + path).replaceAll("/+", "/").replaceFirst("(?<=.)/$", "");
    }

    /** Several methods are one call where only the type of their answer differs. */
    private ObjectNode operation(List<Call> same) {
        Call first = same.getFirst();
        Described described = described(first.method());
        Optional<Action> needs =
                Optional.ofNullable(first.method().getAnnotation(Needs.class)).map(Needs::value);
        ObjectNode operation = JSON.objectNode();
        operation.put("operationId", id(same));
        operation.put("summary", described.value());
        String more = (described.more() + "\n\n" + needs.map(ApiDocument::who).orElse("")).strip();
        if (!more.isEmpty()) {
            operation.put("description", more);
        }
        operation.putArray("tags").add(tag(first.path()));
        needs.ifPresent(action -> operation.put("x-needs", action.word()));
        if (asksWho) {
            operation.set("security", security(needs, first.isRead()));
        }
        ArrayNode parameters = parameters(first.method(), described);
        if (!parameters.isEmpty()) {
            operation.set("parameters", parameters);
        }
        boolean takes = !described.takes().isEmpty();
        if (takes) {
            operation.set("requestBody", body(first.method(), described));
        }
        ObjectNode responses = operation.putObject("responses");
        same.forEach(call -> answers(call.method()).forEach(answer -> add(responses, call.method(), answer)));
        Refusals.of(needs.filter(_ -> asksWho), takes, first.path().contains("{"), described.refuses())
                .forEach(status -> refuse(responses, status));
        return operation;
    }

    /** Some answers of a call may be pages where others of the same status are problems. */
    private static void refuse(ObjectNode responses, int status) {
        if (responses.path(Integer.toString(status)) instanceof ObjectNode response) {
            response.withObjectProperty("content").setAll(Refusals.content());
        } else {
            responses.set(Integer.toString(status), Refusals.reference(status));
        }
    }

    private static Described described(Method method) {
        Described described = method.getAnnotation(Described.class);
        if (described == null) {
            throw new IllegalStateException("%s.%s must have @Described"
                    .formatted(method.getDeclaringClass().getName(), method.getName()));
        }
        return described;
    }

    private static String id(List<Call> same) {
        Method method = same.getFirst().method();
        String resource = method.getDeclaringClass().getSimpleName().replaceFirst("Resource$", "");
        String lower = resource.substring(0, 1).toLowerCase(Locale.ROOT) + resource.substring(1);
        return same.size() > 1 ? lower : lower + "_" + method.getName();
    }

    private static String tag(String path) {
        return Pattern.compile("^/api/v1/([^/]+)")
                .matcher(path)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElse("pages");
    }

    private static String who(Action action) {
        List<String> roles = Arrays.stream(Role.values())
                .filter(role -> AccessTable.may(role, action))
                .map(Role::word)
                .toList();
        return "Needs `%s`, which these roles have: %s.".formatted(action.word(), String.join(", ", roles));
    }

    /** A cookie alone is good for reading; what changes something says more than browsers say by themselves. */
    private static ArrayNode security(Optional<Action> needs, boolean reads) {
        ArrayNode ways = JSON.arrayNode();
        if (needs.isPresent()) {
            ways.addObject().putArray("bearer");
            ObjectNode session = ways.addObject();
            session.putArray("session");
            if (!reads) {
                session.putArray("csrf");
            }
            ways.addObject().putArray("certificate");
        }
        return ways;
    }

    private static ArrayNode parameters(Method method, Described described) {
        ArrayNode all = JSON.arrayNode();
        for (Parameter parameter : method.getParameters()) {
            place(parameter).forEach((in, name) -> all.add(parameter(in, name, meaning(parameter, name))));
        }
        for (Meaning meaning : described.reads()) {
            all.add(parameter("header", meaning.header(), meaning));
        }
        return all;
    }

    private static Map<String, String> place(Parameter parameter) {
        Map<String, String> place = new LinkedHashMap<>();
        Optional.ofNullable(parameter.getAnnotation(PathParam.class)).ifPresent(is -> place.put("path", is.value()));
        Optional.ofNullable(parameter.getAnnotation(QueryParam.class)).ifPresent(is -> place.put("query", is.value()));
        Optional.ofNullable(parameter.getAnnotation(HeaderParam.class))
                .ifPresent(is -> place.put("header", is.value()));
        return place;
    }

    private static Meaning meaning(Parameter parameter, String name) {
        return Optional.ofNullable(parameter.getAnnotation(Means.class))
                .map(Means::value)
                .or(() -> Meaning.named(name))
                .orElseThrow(() -> new IllegalStateException("nobody has said what the parameter %s of %s means"
                        .formatted(name, parameter.getDeclaringExecutable())));
    }

    private static ObjectNode parameter(String in, String name, Meaning meaning) {
        ObjectNode parameter = JSON.objectNode()
                .put("name", name)
                .put("in", in)
                .put("description", meaning.says())
                .put("required", in.equals("path"));
        parameter.set("schema", tree(meaning.schema()));
        return parameter;
    }

    private static ObjectNode body(Method method, Described described) {
        ObjectNode body = JSON.objectNode().put("required", !described.takesNothing());
        ObjectNode content = body.putObject("content");
        for (String type : consumes(method)) {
            content.putObject(type).set("schema", Schemas.reference(described.takes()));
        }
        return body;
    }

    private static List<String> consumes(Method method) {
        Consumes own = Optional.ofNullable(method.getAnnotation(Consumes.class))
                .orElse(method.getDeclaringClass().getAnnotation(Consumes.class));
        return own == null ? List.of(MediaType.APPLICATION_JSON) : List.of(own.value());
    }

    private static List<String> produces(Method method) {
        Produces own = Optional.ofNullable(method.getAnnotation(Produces.class))
                .orElse(method.getDeclaringClass().getAnnotation(Produces.class));
        return own == null
                ? List.of()
                : Arrays.stream(own.value())
                        .map(type -> type.replaceFirst(";.*", "").strip())
                        .toList();
    }

    private static List<Says> answers(Method method) {
        return List.of(described(method).answers());
    }

    private void add(ObjectNode responses, Method method, Says answer) {
        ObjectNode response = responses.withObjectProperty(Integer.toString(answer.status()));
        response.put("description", answer.when());
        for (String header : answer.headers()) {
            response.withObjectProperty("headers")
                    .withObjectProperty(header)
                    .put("required", true)
                    .set("schema", JSON.objectNode().put("type", "string"));
        }
        Optional<ObjectNode> schema = schema(answer);
        schema.ifPresent(found -> produces(method)
                .forEach(type -> response.withObjectProperty("content")
                        .withObjectProperty(type)
                        .set("schema", found)));
    }

    private Optional<ObjectNode> schema(Says answer) {
        if (!answer.shows().isEmpty()) {
            return Optional.of(Schemas.reference(answer.shows()));
        }
        List<ObjectNode> any = new ArrayList<>();
        for (Class<?> type : answer.gives()) {
            any.add(schemas.of(type));
        }
        if (any.size() < 2) {
            return any.stream().findFirst();
        }
        ObjectNode either = JSON.objectNode();
        any.forEach(either.putArray("anyOf")::add);
        return Optional.of(either);
    }

    private ObjectNode components() {
        ObjectNode components = JSON.objectNode();
        ObjectNode all = components.putObject("schemas");
        Map<String, JsonNode> byName = new TreeMap<>(schemas.byName());
        resource("/openapi/schemas.json").properties().forEach(one -> {
            if (byName.put(one.getKey(), one.getValue()) != null) {
                throw new IllegalStateException("two schemas are called " + one.getKey());
            }
        });
        byName.put("PlanFile", planFile());
        byName.forEach(all::set);
        components.set("responses", Refusals.components());
        if (asksWho) {
            components.set("securitySchemes", resource("/openapi/security.json"));
        }
        return components;
    }

    /** The one that plans are read by; a document has one root, so what it refers to within itself is further down here. */
    private static ObjectNode planFile() {
        ObjectNode schema =
                tree(OWN_REFERENCE.matcher(PlanFile.schema()).replaceAll("\"#/components/schemas/PlanFile/\\$defs/"));
        schema.remove("$schema");
        return schema;
    }

    private static ObjectNode resource(String name) {
        try (InputStream in = ApiDocument.class.getResourceAsStream(name)) {
            return (ObjectNode) MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode tree(String json) {
        try {
            return (ObjectNode) MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema of ours is JSON", e);
        }
    }
}
