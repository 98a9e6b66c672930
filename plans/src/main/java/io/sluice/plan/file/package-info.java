/** The plan file: read strictly, refused with every fault at once. */
@NullMarked
package io.sluice.plan.file;

import org.jspecify.annotations.NullMarked;
