/** Tests of the sandbox, by the clients that it is built for. */
@NullMarked
package io.sluice.sandbox;

import org.jspecify.annotations.NullMarked;
