/** The programs of the house that plans ask whether they may go on: {@code docs/webhooks.md}. */
@NullMarked
package io.sluice.app.hook;

import org.jspecify.annotations.NullMarked;
