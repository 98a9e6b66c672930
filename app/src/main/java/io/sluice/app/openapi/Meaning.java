package io.sluice.app.openapi;

import java.util.Arrays;
import java.util.Optional;

/** What a parameter of a call stands for, and what it may be: each once, wherever it is taken. */
public enum Meaning {
    PLAN("id", "The id of a plan.", """
            {"type": "string", "pattern": "^pl_[0-9A-HJKMNP-TV-Z]{26}$", "example": "pl_01K6Z2Y7WQ4T8N5V3C9R1XB0DE"}"""),
    RECURRING_PLAN("", "The id of a recurring plan.", """
            {"type": "string", "pattern": "^rec_[0-9A-HJKMNP-TV-Z]{26}$"}"""),
    LINK("link", "What stands in the link of a mail.", """
            {"type": "string", "pattern": "^[A-Za-z0-9_.-]+$"}"""),
    STATE("state", "Only plans in one of these states.", """
            {"type": "array", "items": {"$ref": "#/components/schemas/PlanState"}}"""),
    LABEL("label", "Only plans with all of these labels, each written `key=value`.", """
            {"type": "array", "items": {"type": "string", "pattern": "^[^=]+="}}"""),
    OWNER("owner", "Only plans of this owner.", """
            {"type": "string"}"""),
    VIEW("view", "How much is told of each plan: everything where it is left out.", """
            {"type": "string", "enum": ["summary"]}"""),
    LIMIT("limit", "The most that a page has.", """
            {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}"""),
    LIMIT_OF_PLANS("", "The most that a page has; of plans that are told whole, 200.", """
            {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50}"""),
    AFTER("after", "The `next` of the page before; without it the first page.", """
            {"type": "string", "pattern": "^pl_[0-9A-HJKMNP-TV-Z]{26}$"}"""),
    AFTER_RECURRING("", "The `next` of the page before; without it the first page.", """
            {"type": "string", "pattern": "^rec_[0-9A-HJKMNP-TV-Z]{26}$"}"""),
    AFTER_LINE("", "The `next` of the page before, or the `seq` of any line; without it from the first line on.", """
            {"type": "integer", "minimum": 0, "maximum": 999999999}"""),
    WAIT("wait", "How long the answer may wait until all routes are back, such as `30s`; at most a minute.", """
            {"type": "string", "pattern": "^(([0-9]|[1-5][0-9]|60)s|[01]m|0[hd])$", "default": "10s"}"""),
    EXACT("exact", "Whether the baseline is put back as a whole document, and not only its weights.", """
            {"type": "boolean", "default": false}"""),
    PREVIEW("preview", "The `previewDigest` of a preview: the plan starts only if it would still go exactly so.", """
            {"type": "string", "pattern": "^sha256:[0-9a-f]{64}(-[0-9a-f]{8}){0,300}$"}"""),
    SINCE("since", "Only what was seen from then on.", """
            {"type": "string", "format": "date-time",
             "pattern": "^\\\\d{4}-\\\\d\\\\d-\\\\d\\\\d[Tt]\\\\d\\\\d:\\\\d\\\\d:[0-5]\\\\d(\\\\.\\\\d{1,9})?([Zz]|[+-](0\\\\d|1[0-7]):[0-5]\\\\d)$"}"""),
    TO("to", "The page to come back to: a path here.", """
            {"type": "string", "pattern": "^/"}"""),
    LAST_EVENT_ID(
            "Last-Event-ID",
            "The last `id` that was heard: the lines after it come first. `0` is from the beginning.",
            """
            {"type": "string", "example": "4711"}"""),
    LAST_EVENT_ID_OF_A_PAGE("lastEventId", "The same, for a page that is loaded again; the header goes before.", """
            {"type": "string"}"""),
    IDEMPOTENCY_KEY(
            "Idempotency-Key",
            "A word of your own. What is sent once more with the same word within 24 hours is answered as it was, and not done twice.",
            """
            {"type": "string", "pattern": "^[!-~]{1,255}$"}""");

    private final String name;
    private final String says;
    private final String schema;

    Meaning(String name, String says, String schema) {
        this.name = name;
        this.says = says;
        this.schema = schema;
    }

    /** The one of a parameter that does not say what it means. */
    static Optional<Meaning> named(String name) {
        return Arrays.stream(values())
                .filter(one -> !name.isEmpty() && one.name.equals(name))
                .findFirst();
    }

    /** What it is called where a method reads it by itself. */
    String header() {
        return name;
    }

    String says() {
        return says;
    }

    /** What it may be, as JSON Schema. */
    String schema() {
        return schema;
    }
}
