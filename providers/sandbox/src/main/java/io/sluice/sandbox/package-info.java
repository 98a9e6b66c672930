/** A small cloud on loopback: for the demo, for tests and for the curious. */
@NullMarked
package io.sluice.sandbox;

import org.jspecify.annotations.NullMarked;
