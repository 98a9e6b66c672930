/** What lasts: plans and their journals in SQL, and the JSON that whatever is kept is written in. */
@NullMarked
package io.sluice.app.store;

import org.jspecify.annotations.NullMarked;
