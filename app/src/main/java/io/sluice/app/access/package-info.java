/** Who calls, how they prove it, and what they may do: one table of roles and actions, and the filters that keep it. */
@NullMarked
package io.sluice.app.access;

import org.jspecify.annotations.NullMarked;
