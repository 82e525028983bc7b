package io.roundtrip.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A class whose annotated methods are called by name, or an interface of such calls ({@link ServiceClient#proxy(Class)}). */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Service {
  /** The service's name: letters, digits, '_' and '-'. */
  String value();
}
