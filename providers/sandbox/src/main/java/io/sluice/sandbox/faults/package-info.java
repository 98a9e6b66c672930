/** What goes wrong on order, and the record of all that was asked. */
@NullMarked
package io.sluice.sandbox.faults;

import org.jspecify.annotations.NullMarked;
