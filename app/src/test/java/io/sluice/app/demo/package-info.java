@NullMarked
package io.sluice.app.demo;

import org.jspecify.annotations.NullMarked;
