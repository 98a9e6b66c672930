/** The envelope of what is sent to programs of the house. */
@NullMarked
package io.sluice.app.event;

import org.jspecify.annotations.NullMarked;
