/** Tells people about their plans: what the outbox holds is sent to the receivers of {@code config.yml}, again and again if need be. */
@NullMarked
package io.sluice.app.notify;

import org.jspecify.annotations.NullMarked;
