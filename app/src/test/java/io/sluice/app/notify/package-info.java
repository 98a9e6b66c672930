@NullMarked
package io.sluice.app.notify;

import org.jspecify.annotations.NullMarked;
