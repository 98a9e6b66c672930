/** What lasts: plans and their journals in SQL, baselines in files, and the JSON that both are written in. */
@NullMarked
package io.sluice.app.store;

import org.jspecify.annotations.NullMarked;
