/** One command that shows a stranger what Sluice does: three plans on the sandbox, drawn as they move. */
@NullMarked
package io.sluice.app.demo;

import org.jspecify.annotations.NullMarked;
