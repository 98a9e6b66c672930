/** The little HTTP that the sandbox speaks, on loopback only. */
@NullMarked
package io.sluice.sandbox.http;

import org.jspecify.annotations.NullMarked;
