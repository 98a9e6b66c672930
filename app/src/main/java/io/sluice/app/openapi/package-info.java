/** What the API says about itself: an OpenAPI document, made from the resources that answer. */
@NullMarked
package io.sluice.app.openapi;

import org.jspecify.annotations.NullMarked;
