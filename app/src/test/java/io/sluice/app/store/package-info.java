@NullMarked
package io.sluice.app.store;

import org.jspecify.annotations.NullMarked;
