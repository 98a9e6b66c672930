/** How fast the service is, each figure beside its floor in the same run; docs/performance.md has the results. */
@org.jspecify.annotations.NullMarked
package io.sluice.bench;
