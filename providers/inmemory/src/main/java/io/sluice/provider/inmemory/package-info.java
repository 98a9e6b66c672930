/** The reference adapter: a small cloud in memory that fails as clouds do, on order. */
@NullMarked
package io.sluice.provider.inmemory;

import org.jspecify.annotations.NullMarked;
