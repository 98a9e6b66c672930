@NullMarked
package io.sluice.provider.aws;

import org.jspecify.annotations.NullMarked;
