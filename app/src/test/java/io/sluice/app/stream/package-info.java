@NullMarked
package io.sluice.app.stream;

import org.jspecify.annotations.NullMarked;
