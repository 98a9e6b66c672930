package io.sluice.app.access;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every method of every resource that there is, found in the classes themselves. */
public final class Endpoints {
    private Endpoints() {}

    /**
     * One of them.
     *
     * @param needs empty where everybody may come
     */
    public record Endpoint(String method, String path, Optional<Action> needs) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    public static List<Endpoint> all() {
        return resources().stream()
                .flatMap(Endpoints::of)
                .distinct()
                .sorted(Comparator.comparing(Endpoint::path).thenComparing(Endpoint::method))
                .toList();
    }

    /** The classes whose methods they are. */
    public static List<Class<?>> resources() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.sluice.app").stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        .<Class<?>>map(JavaClass::reflect)
                        .toList();
    }

    private static Stream<Endpoint> of(Class<?> resource) {
        return Arrays.stream(resource.getDeclaredMethods())
                .filter(method -> !method.isAnnotationPresent(HEAD.class)) // what GET says, without its body
                .flatMap(method -> verb(method).map(verb -> endpoint(resource, method, verb)).stream());
    }

    private static Endpoint endpoint(Class<?> resource, Method method, String verb) {
        Path below = method.getAnnotation(Path.class);
        String path = resource.getAnnotation(Path.class).value() + (below == null ? "" : "/" + below.value());
        return new Endpoint(
                verb,
                "/" + path.replaceAll("/+", "/").replaceFirst("^/", ""),
                Optional.ofNullable(method.getAnnotation(Needs.class)).map(Needs::value));
    }

    private static Optional<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .flatMap(type -> Optional.ofNullable(type.getAnnotation(HttpMethod.class)).stream())
                .map(HttpMethod::value)
                .findFirst();
    }

    /** The table as {@code docs/access.md} has it. */
    static String markdown() {
        StringBuilder table = new StringBuilder("| call | needs |\n|---|---|\n");
        all().forEach(endpoint -> table.append("| `%s` | %s |\n"
                .formatted(endpoint, endpoint.needs().map(Action::word).orElse("nothing"))));
        return table.toString();
    }
}
