/** Where people find the service, and the links by which one of them says yes or no to a plan. */
@NullMarked
package io.sluice.app.links;

import org.jspecify.annotations.NullMarked;
