package io.roundtrip.format;

import org.jspecify.annotations.Nullable;

/** Where a rule's value comes from. Immutable. */
sealed interface Source {
  /** The value as text, null if it is missing. */
  @Nullable String read(Values in, String rule) throws BadMessage;

  /** What it is, in errors. */
  String described();

  /** A text of the conf. */
  record Constant(String text) implements Source {
    @Override
    public String read(Values in, String rule) {
      return text;
    }

    @Override
    public String described() {
      return "its value";
    }
  }

  /** The value at a path. */
  record Path(int slot, String text) implements Source {
    @Override
    public @Nullable String read(Values in, String rule) throws BadMessage {
      if (in.isTree(slot)) {
        throw isTree(rule);
      }
      return in.text(slot);
    }

    @Override
    public String described() {
      return "'" + text + "'";
    }

    BadMessage isTree(String rule) {
      return BadMessage.missing(
          rule + ": '" + text + "' is an object or an array where a single value is needed");
    }
  }

  /** The values at several paths, joined; missing ones are left out. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Joined(Path[] paths, String separator) implements Source {
    @Override
    public @Nullable String read(Values in, String rule) throws BadMessage {
      StringBuilder joined = null;
      for (Path path : paths) {
        if (in.isMany(path.slot)) {
          for (String text : in.bodyTexts(path.slot)) {
            joined = joined == null ? new StringBuilder() : joined.append(separator);
            joined.append(text);
          }
        } else {
          String text = path.read(in, rule);
          if (text != null) {
            joined = joined == null ? new StringBuilder() : joined.append(separator);
            joined.append(text);
          }
        }
      }
      return joined == null ? null : joined.toString();
    }

    @Override
    public String described() {
      StringBuilder all = new StringBuilder("each of ");
      for (int i = 0; i < paths.length; i++) {
        all.append(i == 0 ? "" : ", ").append(paths[i].described());
      }
      return all.toString();
    }
  }
}
