package io.sluice.app.openapi;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What readers of the API are told of a method of a resource; the rest they are told by what it needs, takes and says anyhow. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Described {
    /** What it does, in a few words. */
    String value();

    /** More of it, in Markdown. */
    String more() default "";

    /** The schema of what is sent, by its name; empty where nothing is. */
    String takes() default "";

    /** Whether it may be called without anything sent. */
    boolean takesNothing() default false;

    /** Headers that it reads by itself. */
    Meaning[] reads() default {};

    /** What it answers when all is well; where nothing is said, 200 with what the method gives back. */
    Says[] answers() default {};

    /** The statuses with which it can refuse, beside those with which every method can. */
    int[] refuses() default {};

    /** One good answer. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({})
    @interface Says {
        int status();

        /** When. */
        String when();

        /** What comes, any one of these; nothing for an empty answer. */
        Class<?>[] gives() default {};

        /** The name of the schema of what comes, where that is no record. */
        String shows() default "";

        /** Headers that come with it. */
        String[] headers() default {};
    }
}
