package io.roundtrip.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method whose caller waits for what it returns.
 *
 * <p>It takes one request, a record as a rule, or none, and behind it the {@link CallContext} if it likes. One that returns a
 * {@code io.vertx.core.Future} runs on the event loop of its shard and must not block; any other runs on a virtual thread and
 * may await.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Rpc {
  /** The name it is called by; left out, the method's. */
  String name() default "";

  /** How many run at a time on their shard. */
  int concurrency() default 64;

  /** How many wait for that; one more is refused. */
  int queue() default 1024;

  /** How long its caller waits at most, like {@code 30s}; a caller may wait for less. */
  String timeout() default "30s";

  /** Whether doing it twice is as good as once: what {@link #attempts} needs. */
  boolean idempotent() default false;

  /** How often it is tried in all, where it fails. */
  int attempts() default 1;

  /** The pause before the second attempt, like {@code 100ms}; it doubles with each, up to 10 s, and half of it is chance. */
  String backoff() default "100ms";

  /** After how many failures in a row it is not tried for a while; 0 for never. */
  int breakerFailures() default 0;

  /** For how long, like {@code 10s}. */
  String breakerOpenFor() default "10s";
}
