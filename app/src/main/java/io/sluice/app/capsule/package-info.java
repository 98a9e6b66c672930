/** What this node keeps on its own disk so that routes go back when nothing else is there. */
@NullMarked
package io.sluice.app.capsule;

import org.jspecify.annotations.NullMarked;
