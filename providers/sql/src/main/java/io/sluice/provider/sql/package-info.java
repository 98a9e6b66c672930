/** Figures from SQL databases. */
@NullMarked
package io.sluice.provider.sql;

import org.jspecify.annotations.NullMarked;
