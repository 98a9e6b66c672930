package io.sluice.plan;

/** How somebody proved who they are; in journals and answers these are words with hyphens. */
public enum Proof {
    /** A static token. */
    TOKEN,
    /** The word of an identity provider: in a token, or when a browser was signed in by it. */
    OIDC,
    /** A certificate, in the handshake of the connection. */
    CERTIFICATE,
    /** The cookie of a browser that logged in with a static token. */
    SESSION,
    /** The credential for when nothing else works. */
    BREAK_GLASS,
    /** A link that was sent to one mailbox. */
    LINK
}
