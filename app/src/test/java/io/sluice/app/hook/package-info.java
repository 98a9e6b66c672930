@NullMarked
package io.sluice.app.hook;

import org.jspecify.annotations.NullMarked;
