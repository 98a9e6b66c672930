/** The dashboard as people have it: in a real browser, over the real service and the sandbox. */
@org.jspecify.annotations.NullMarked
package io.sluice.browser;
