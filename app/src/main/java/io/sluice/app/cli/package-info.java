/** Commands of the jar that ask a running service over its REST API; they do nothing that curl could not. */
@NullMarked
package io.sluice.app.cli;

import org.jspecify.annotations.NullMarked;
