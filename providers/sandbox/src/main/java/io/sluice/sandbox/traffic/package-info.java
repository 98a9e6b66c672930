/** The data plane: proxies, backends and the load that goes through them. */
@NullMarked
package io.sluice.sandbox.traffic;

import org.jspecify.annotations.NullMarked;
