/** What happens to plans, told to those who listen, while it happens. */
@NullMarked
package io.sluice.app.stream;

import org.jspecify.annotations.NullMarked;
