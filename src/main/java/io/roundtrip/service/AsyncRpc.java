package io.roundtrip.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method whose caller waits only until the call is accepted. It returns nothing, or a {@code io.vertx.core.Future}: then it
 * runs on the event loop of its shard, else on a virtual thread. Its failure is published on {@code errors.<service>.<method>}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface AsyncRpc {
  /** The name it is called by; left out, the method's. */
  String name() default "";

  /** How many run at a time on their shard. */
  int concurrency() default 64;

  /** How many wait for that; one more is refused. */
  int queue() default 1024;

  /** How long one attempt may take, like {@code 30s}. */
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
