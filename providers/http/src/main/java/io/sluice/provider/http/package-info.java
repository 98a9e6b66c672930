/** Figures from any JSON over HTTP. */
@NullMarked
package io.sluice.provider.http;

import org.jspecify.annotations.NullMarked;
