@NullMarked
package io.sluice.app.links;

import org.jspecify.annotations.NullMarked;
