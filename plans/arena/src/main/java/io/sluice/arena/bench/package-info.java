/** How long judging takes, against the way others do it. */
@NullMarked
package io.sluice.arena.bench;

import org.jspecify.annotations.NullMarked;
