package io.roundtrip.conf;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** A file's bytes to YAML nodes that know their place; what is no YAML is an error with its place. Immutable. */
final class YamlText {
  /** Nobody writes more by hand; it bounds what an alias can blow up. */
  private static final int MAX_ALIASES = 50;

  private YamlText() {}

  /** The file's root, or null if the file cannot be read as a map. */
  static @Nullable YamlMap read(ConfFile file, Section section) {
    Node root = compose(file);
    if (root == null) {
      return null;
    }
    if (!(root instanceof MappingNode map) || root.isRecursive()) {
      file.error(file.place(root), "must be a map of keys, such as " + section.keys().getFirst());
      return null;
    }
    return YamlMap.of(file, map, section, "", "");
  }

  private static @Nullable Node compose(ConfFile file) {
    String text = text(file);
    if (text == null) {
      return null;
    }
    try {
      LoadSettings settings =
          LoadSettings.builder().setMaxAliasesForCollections(MAX_ALIASES).build();
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        file.error(file.place(1, 1), "is empty");
      } else if (Extent.isTooMuch(root.get())) {
        return tooMuch(file);
      }
      return root.orElse(null);
    } catch (StackOverflowError tooDeep) { // the parser recurses and has no bound of its own
      return tooMuch(file);
    } catch (YamlEngineException broken) {
      file.error(placeOf(file, text, broken), "is not YAML: " + problemOf(broken));
      return null;
    }
  }

  private static @Nullable Node tooMuch(ConfFile file) {
    file.error(
        file.place(1, 1), "is nested too deeply, or its aliases make too much of it, to be a conf");
    return null;
  }

  private static @Nullable String text(ConfFile file) {
    try {
      String text = Files.readString(file.path());
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (NoSuchFileException missing) {
      file.error(file.place(1, 1), "there is no such file");
    } catch (CharacterCodingException wrong) {
      file.error(file.place(1, 1), "is not UTF-8");
    } catch (IOException unreadable) {
      file.error(file.place(1, 1), "cannot be read: " + unreadable.getClass().getSimpleName());
    }
    return null;
  }

  private static Place placeOf(ConfFile file, String text, YamlEngineException broken) {
    return switch (broken) {
      case MarkedYamlEngineException marked ->
          marked
              .getProblemMark()
              .or(marked::getContextMark)
              .map(file::place)
              .orElseGet(() -> file.place(1, 1));
      case ReaderException reader -> placeAt(file, text, reader.getPosition());
      default -> file.place(1, 1);
    };
  }

  private static Place placeAt(ConfFile file, String text, int position) {
    int end = text.offsetByCodePoints(0, Math.min(position, text.codePointCount(0, text.length())));
    String before = text.substring(0, end);
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    return file.place(line, end - before.lastIndexOf('\n'));
  }

  private static String problemOf(YamlEngineException broken) {
    String text =
        switch (broken) {
          case MarkedYamlEngineException marked -> marked.getProblem();
          case ReaderException reader ->
              "the character U+%04X is not allowed".formatted(reader.getCodePoint());
          default -> broken.getMessage();
        };
    return text == null ? "it cannot be parsed" : text;
  }
}
