@NullMarked
package io.sluice.app.access;

import org.jspecify.annotations.NullMarked;
