@NullMarked
package io.sluice.app.capsule;

import org.jspecify.annotations.NullMarked;
