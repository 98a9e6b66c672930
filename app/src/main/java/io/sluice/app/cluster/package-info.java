/** Who else is there, and whose clock counts. */
@NullMarked
package io.sluice.app.cluster;

import org.jspecify.annotations.NullMarked;
