package io.sluice.app.rest;

import io.sluice.plan.Plan;
import io.sluice.plan.Principal;
import io.sluice.plan.engine.Look;
import io.sluice.plan.engine.Standing;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What somebody with a link is shown.
 *
 * @param question empty where there is nothing to answer
 */
record ApprovePage(int status, String title, List<String> sentences, Optional<ApproveQuestion> question) {
    private static final String API = "Whoever may approve can still do so with a token, by the API.";

    private static ApprovePage of(int status, String title, String... sentences) {
        return new ApprovePage(status, title, List.of(sentences), Optional.empty());
    }

    static ApprovePage ask(Standing.Open open, Principal person, Optional<Look> look, Instant until) {
        Plan plan = open.plan();
        return new ApprovePage(
                200,
                "Approve " + plan.spec().name() + "?",
                List.of("It " + open.approval().told() + "."),
                Optional.of(ApproveQuestion.of(open, person, look, until)));
    }

    static ApprovePage counted(Plan plan, ApproveForm form) {
        String waits = plan.approval()
                .filter(_ -> form.yes())
                .map(approval -> approval.isGiven()
                        ? "It has every approval that it needs."
                        : "It still " + approval.told() + ".")
                .orElse("The plan goes back: its baseline is put in force again.");
        return form.yes()
                ? of(200, "You approved " + plan.spec().name(), waits, "The link is used up.")
                : of(200, "You rejected " + plan.spec().name(), waits, "The link is used up.");
    }

    /** Why there is nothing to answer any more. */
    static ApprovePage closed(Standing standing) {
        return switch (standing) {
            case Standing.Open _ -> throw new IllegalArgumentException("it is open");
            case Standing.Spoken spoken -> spoken(spoken);
            case Standing.AskedAnew(Plan plan, Instant at, String why) ->
                of(
                        409,
                        "You were asked again",
                        "What this link showed is out of date since " + Times.words(at) + ": " + why + ".",
                        "Whether " + plan.spec().name() + " still waits is on the page of the newest mail.");
            case Standing.Over(Plan plan) ->
                of(
                        409,
                        "Nobody is asked any more",
                        "%s does not wait for this approval any more. It is %s."
                                .formatted(plan.spec().name(), plan.state().word()));
            case Standing.NotTheirs _ ->
                of(403, "Not for you to decide", "This link was made for somebody who may not approve this plan.");
            case Standing.NeverAsked _ ->
                of(409, "Not what you were asked", "The plan's journal does not have what this link is for. " + API);
        };
    }

    private static ApprovePage spoken(Standing.Spoken spoken) {
        String name = spoken.plan().spec().name();
        String said = "%s on %s: %s"
                .formatted(
                        spoken.yes() ? "You approved it" : "You rejected it",
                        Times.words(spoken.at()),
                        spoken.reason());
        String counts = spoken.voided()
                .map(why -> "That counts no more, because " + why + ". You were asked again: look for a newer mail.")
                .orElse("An answer is given once, and nothing was changed now.");
        return of(410, "You have answered for " + name, said, counts);
    }

    static ApprovePage expired(Instant until) {
        return of(410, "This link is too old", "It was good until " + Times.words(until) + ". " + API);
    }

    /** Nothing that helps who guesses. */
    static ApprovePage unknown() {
        return of(
                404,
                "There is nothing here",
                "If you came by a link in a mail, open all of it: some programs break it.");
    }

    static ApprovePage unreadable() {
        return of(
                400,
                "That is no answer",
                "Nothing was changed. Open the link again and use its buttons; a reason has at most 1000 characters.");
    }

    static ApprovePage unavailable() {
        return of(
                503,
                "Not possible just now",
                "Sluice cannot do it at this moment, and your answer may count or not. Open the link again in a minute: it says so.");
    }

    Response response() {
        return PageOfHtml.response(status, this);
    }
}
