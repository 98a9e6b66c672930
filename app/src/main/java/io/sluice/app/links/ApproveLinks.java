package io.sluice.app.links;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.plan.HoldReason.Approval;
import io.sluice.plan.Step;
import io.sluice.plan.engine.Asked;
import io.sluice.plan.engine.Standing;
import io.sluice.traffic.ProviderException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Makes the links by which people answer, and knows its own again.
 *
 * <p>A link is {@code base64url(what it means).hex(HMAC-SHA256)}: whoever has it may answer, so it goes to one mailbox and nowhere
 * else. It is the same each time it is made, and nothing is kept of it.
 */
public final class ApproveLinks {
    /** Where the pages are. */
    public static final String PATH = "approve";

    /** More than any link that there is. */
    private static final int LONGEST = 1_000;

    private final PublicUrl url;
    private final LinkKey key;
    private final Duration validFor;

    /** @throws IllegalArgumentException if there is no key, or it is too short */
    public ApproveLinks(PublicUrl url, ApprovalSettings settings) {
        this.url = url;
        this.key = new LinkKey(settings.key());
        this.validFor = settings.validFor();
        try {
            key.code(""); // a key that is none is found at the start
        } catch (ProviderException e) { // not kept as a cause: it says the same, and would be printed once more
            throw new IllegalArgumentException("approvals: key: " + e.error().detail());
        }
    }

    /** The link for a person, and until when it is good. */
    public record Made(String url, Instant until) {}

    /** The link for who was asked: good for a while, but no longer than an answer is waited for. */
    public Made make(Asked asked, Standing.Open open) {
        ApproveLink link = new ApproveLink(asked, until(open.approval(), open.askedAt()));
        return new Made(url.approve(token(link)), link.until());
    }

    private Instant until(Approval approval, Instant askedAt) {
        Instant until = askedAt.plus(validFor);
        return approval.until()
                .filter(end -> approval.onTimeout() == Step.OnTimeout.REVERT && end.isBefore(until))
                .orElse(until)
                .truncatedTo(ChronoUnit.SECONDS);
    }

    /** What a link of ours says. */
    public record Read(Asked asked, Instant until) {}

    /** What a link says; empty if it is not one that this key made, to the letter. */
    public Optional<Read> read(String token) {
        if (token.length() > LONGEST) {
            return Optional.empty();
        }
        // Made anew and compared as a whole: then no other spelling of the same bytes is a link as well.
        return meaning(token)
                .filter(link -> MessageDigest.isEqual(token(link).getBytes(UTF_8), token.getBytes(UTF_8)))
                .map(link -> new Read(link.asked(), link.until()));
    }

    private static Optional<ApproveLink> meaning(String token) {
        int dot = token.indexOf('.');
        try {
            return dot < 0
                    ? Optional.empty()
                    : ApproveLink.read(new String(Base64.getUrlDecoder().decode(token.substring(0, dot)), UTF_8));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // no base64
        }
    }

    private String token(ApproveLink link) {
        String text = link.text();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8))
                + "."
                + HexFormat.of().formatHex(key.code(text));
    }
}
