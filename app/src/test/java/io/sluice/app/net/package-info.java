/** A network that tests can break. */
@NullMarked
package io.sluice.app.net;

import org.jspecify.annotations.NullMarked;
