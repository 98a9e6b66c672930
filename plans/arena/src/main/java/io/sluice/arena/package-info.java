/** A seeded simulation in which judges of other tools and ours watch the same traffic: how many bad requests does each let through? */
@NullMarked
package io.sluice.arena;

import org.jspecify.annotations.NullMarked;
