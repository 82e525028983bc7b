/**
 * The management port: health, metrics, and the API that shows the routes. Floor 4, one verticle for the engine.
 */
@NullMarked
package io.roundtrip.management;

import org.jspecify.annotations.NullMarked;
