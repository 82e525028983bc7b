/**
 * Code of users beside the conf's routes: HTTP routes in Java, schedules, and what they need of the engine.
 *
 * <p>Floor 4. An {@link io.roundtrip.extension.Extension} is found by {@link java.util.ServiceLoader} in the jars and folders of
 * a class path ({@link io.roundtrip.extension.ExtensionLoader}), or handed to the engine by who embeds it. It is started when
 * the store is there and before the ingest port opens, declares what it has by its {@link
 * io.roundtrip.extension.ExtensionContext}, and is stopped when the engine has drained.
 */
@NullMarked
package io.roundtrip.extension;

import org.jspecify.annotations.NullMarked;
