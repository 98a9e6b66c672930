/** The REST API: what clients see and say, and every error as a problem detail. */
@NullMarked
package io.sluice.app.rest;

import org.jspecify.annotations.NullMarked;
