package io.sluice.plan;

/** How somebody proved who they are; in journals and answers these are words with hyphens. */
public enum Proof {
    /** A static token. */
    TOKEN,
    /** A token of an identity provider. */
    OIDC,
    /** A certificate, in the handshake of the connection. */
    CERTIFICATE,
    /** The cookie of a browser that logged in. */
    SESSION,
    /** The credential for when nothing else works. */
    BREAK_GLASS,
    /** A link that was sent to one mailbox. */
    LINK
}
