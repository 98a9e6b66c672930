/** The whole service over the real wire: the real adapter and SDK against the sandbox, or somebody else's emulator. */
@NullMarked
package io.sluice.app.wire;

import org.jspecify.annotations.NullMarked;
