/** The service as its clients see it: started for real, asked over HTTP. */
@NullMarked
package io.sluice.app.rest;

import org.jspecify.annotations.NullMarked;
