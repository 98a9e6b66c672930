/** The pages of the service: what a browser loads, and nothing of what it then asks the API. */
@NullMarked
package io.sluice.app.dashboard;

import org.jspecify.annotations.NullMarked;
