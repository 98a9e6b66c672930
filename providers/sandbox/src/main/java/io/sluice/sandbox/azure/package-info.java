/** Azure as its resource manager speaks: resources by id, api-versions, and operations that run on after they were accepted. */
@NullMarked
package io.sluice.sandbox.azure;

import org.jspecify.annotations.NullMarked;
