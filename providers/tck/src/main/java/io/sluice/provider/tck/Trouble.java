package io.sluice.provider.tck;

/** What a fixture can be told to let go wrong, once. */
public enum Trouble {
    /** The cloud says that it was asked too often. */
    THROTTLED,
    /** The cloud says that these credentials may not do this. */
    DENIED,
    /** The request gets through and the answer does not come back. */
    NO_ANSWER,
    /** Somebody else changes the weights after the adapter has looked and before its write arrives. */
    OVERTAKEN
}
