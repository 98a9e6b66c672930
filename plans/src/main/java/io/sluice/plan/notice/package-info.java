/** What is worth telling people about a plan, and whom: pure. */
@NullMarked
package io.sluice.plan.notice;

import org.jspecify.annotations.NullMarked;
