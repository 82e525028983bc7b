package io.roundtrip.web;

import java.util.List;

/**
 * Declares routes whose handlers run on the event loop. Confined to one thread at a time.
 *
 * @param <R> the future that handlers return
 * @param <P> the database
 */
final class LoopVerbs<R, P> extends Verbs<R, P> {
  LoopVerbs(List<Declared> declared, Declared.Kind kind, Class<P> pg) {
    super(declared, kind, pg);
  }
}
