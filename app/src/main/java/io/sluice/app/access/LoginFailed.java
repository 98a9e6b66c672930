package io.sluice.app.access;

import java.util.List;

/** Why a browser was not signed in, for the person before it. */
public final class LoginFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;
    private final transient List<String> sentences;

    private LoginFailed(int status, String title, String... sentences) {
        super(title, null, false, false);
        this.status = status;
        this.title = title;
        this.sentences = List.of(sentences);
    }

    /** What came back is not what this browser was sent out with. */
    static LoginFailed notBegun() {
        return new LoginFailed(
                400,
                "This is not the sign-in that was begun here",
                "It was begun in another browser or at another node, more than ten minutes ago, or in another tab since: only the last one counts.",
                "Nothing has happened. Sign in again.");
    }

    /** The provider said no. */
    static LoginFailed refused(String host, String error) {
        return new LoginFailed(403, "The identity provider did not let you in", "%s says: %s.".formatted(host, error));
    }

    /** It does not take the code that it gave. */
    static LoginFailed tooLate(String host) {
        return new LoginFailed(
                400,
                "This sign-in is over",
                "%s did not take its own code: it is too old, or it was used already, as happens when a page is loaded twice."
                        .formatted(host),
                "Sign in again.");
    }

    /** Its browser has been here with it before. */
    static LoginFailed ended() {
        return new LoginFailed(
                400,
                "This sign-in is over",
                "It has ended already, as happens when a page is loaded twice.",
                "Sign in again.");
    }

    /** It says nothing, or that it cannot. */
    static LoginFailed unavailable(String host) {
        return new LoginFailed(
                502,
                "The identity provider does not answer",
                host + " is asked who you are, and does not say it now. Try again in a minute.",
                "A token of this service is taken all the same, and so is the break-glass credential.");
    }

    /** It does not know this service, or says what makes no sense. */
    static LoginFailed misunderstood(String host, String what) {
        return new LoginFailed(
                502,
                "Sluice and the identity provider do not understand each other",
                "%s %s.".formatted(host, what),
                "Whoever runs Sluice finds more in its log; the settings are access.oidc.");
    }

    /** It names somebody as nobody may be called. */
    static LoginFailed unnamed(String host, String claim) {
        return new LoginFailed(
                403,
                "You have no name here",
                "%s does not say in the claim %s who you are, has not verified it, or says it with other than visible ASCII characters."
                        .formatted(host, claim));
    }

    /** They may do nothing. */
    static LoginFailed noRoles(String host, String name) {
        return new LoginFailed(
                403,
                "You may do nothing here",
                "%s names you %s, and none of your groups has a role in Sluice.".formatted(host, name),
                "Whoever runs Sluice gives roles in access.oidc.grants.");
    }

    /** Their groups are more than a cookie holds. */
    static LoginFailed tooManyGroups(String host) {
        return new LoginFailed(
                403,
                "You are in too many groups",
                "A cookie does not hold all the groups that %s names. Have it name only those that Sluice needs, or sign in with a token."
                        .formatted(host));
    }

    /** Others are being signed in. */
    static LoginFailed busy() {
        return new LoginFailed(
                503, "Too many are signing in at once", "Nothing has happened. Sign in again in a few seconds.");
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public List<String> sentences() {
        return sentences;
    }
}
