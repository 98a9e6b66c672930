@NullMarked
package io.sluice.app.secrets;

import org.jspecify.annotations.NullMarked;
