/** What the small cloud consists of, and the one truth about its weights. */
@NullMarked
package io.sluice.sandbox.world;

import org.jspecify.annotations.NullMarked;
