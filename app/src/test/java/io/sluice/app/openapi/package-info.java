@NullMarked
package io.sluice.app.openapi;

import org.jspecify.annotations.NullMarked;
