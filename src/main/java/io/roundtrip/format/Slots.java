package io.roundtrip.format;

import io.roundtrip.conf.PathText;
import io.roundtrip.format.MessagePath.Header;
import io.roundtrip.format.MessagePath.Whole;
import io.roundtrip.model.Format;
import java.util.ArrayList;
import java.util.List;

/**
 * The paths that a route's filter and rules read, each once, numbered. Confined to the compiling thread; what it
 * collects is then {@link #paths copied}.
 */
final class Slots {
  private final Format format;
  private final Problems problems;
  private final List<MessagePath> paths = new ArrayList<>();

  Slots(Format format, Problems problems) {
    this.format = format;
    this.problems = problems;
  }

  /** The slot of a path. A path in error has a slot too, so that compiling can go on to the next error. */
  int of(PathText text) {
    MessagePath path = PathCompiler.source(text, format, problems);
    if (path == null) {
      path = new Whole();
    }
    int slot = paths.indexOf(path);
    if (slot < 0) {
      slot = paths.size();
      paths.add(path);
    }
    return slot;
  }

  /** Whether any path needs the message's body. */
  boolean needBody() {
    for (MessagePath path : paths) {
      if (!(path instanceof Header)) {
        return true;
      }
    }
    return false;
  }

  MessagePath[] paths() {
    return paths.toArray(new MessagePath[0]);
  }
}
