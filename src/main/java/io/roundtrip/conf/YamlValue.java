package io.roundtrip.conf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A value of a conf file, with its place and the name that errors give it. Confined to the thread that loads. A getter
 * that finds the wrong type notes the error and returns null (or nothing), so that reading goes on. Scalars are text as
 * written, whatever type YAML sees in them. Errors show values as written, that is with a secret's reference and never
 * with the secret.
 *
 * @param file the file it stands in
 * @param node the value
 * @param subject what it belongs to, {@code "destination 'lis': "} or nothing
 * @param name its key with those above it, {@code queue.capacity}
 */
record YamlValue(ConfFile file, Node node, String subject, String name) {

  Place place() {
    return file.place(node);
  }

  /** Notes that the value is wrong: {@code <name> <what>}. */
  void error(String what) {
    file.error(place(), subject + name + " " + what);
  }

  boolean isMap() {
    return node instanceof MappingNode;
  }

  boolean isList() {
    return node instanceof SequenceNode;
  }

  /** The scalar as written, quotes taken off; for errors. */
  String written() {
    return node instanceof ScalarNode scalar ? scalar.getValue() : isMap() ? "a map" : "a list";
  }

  /** The scalar's text with secrets resolved, or null with an error. */
  @Nullable String text() {
    if (!(node instanceof ScalarNode scalar)) {
      error("must be a single value, not " + written());
      return null;
    }
    if (scalar.isPlain() && scalar.getValue().isEmpty()) {
      error("has no value (\"\" is the empty text)");
      return null;
    }
    try {
      return file.secrets().resolve(scalar.getValue());
    } catch (Secrets.Unresolved unresolved) {
      error(unresolved.what());
      return null;
    }
  }

  /** Text that is not blank, or null with an error. */
  @Nullable String word() {
    String text = text();
    if (text != null && text.isBlank()) {
      error("must not be empty");
      return null;
    }
    return text;
  }

  /** A path into a message, its syntax unchecked, or null with an error. */
  @Nullable PathText path() {
    String text = word();
    return text == null ? null : new PathText(text, place());
  }

  /** The map's reader, or null with an error. */
  @Nullable YamlMap map(Section section) {
    return mapOf(section, subject, name + ".");
  }

  /** The map's reader with names of its own, or null with an error. */
  @Nullable YamlMap mapOf(Section section, String ownSubject, String prefix) {
    if (!isMap() || node.isRecursive()) {
      error("must be a map such as { " + section.keys().getFirst() + ": … }" + orSelf());
      return null;
    }
    return YamlMap.of(file, (MappingNode) node, section, ownSubject, prefix);
  }

  /** The items of a list with at least one; none, with an error, for anything else. */
  List<YamlValue> items() {
    if (!(node instanceof SequenceNode list) || node.isRecursive()) {
      error("must be a list such as [ …, … ]" + orSelf());
      return List.of();
    }
    if (list.getValue().isEmpty()) {
      error("must not be an empty list");
    }
    return list.getValue().stream().map(item -> named(item, name)).toList();
  }

  /** A list's items, or the value itself. */
  List<YamlValue> itemsOrSelf() {
    return isList() ? items() : List.of(this);
  }

  /** The entries of a map whose keys are the user's own; none, with an error, for anything else. */
  Map<YamlValue, YamlValue> entries() {
    if (!(node instanceof MappingNode map) || map.getValue().isEmpty() || node.isRecursive()) {
      error("must be a map with at least one entry" + orSelf());
      return Map.of();
    }
    Map<YamlValue, YamlValue> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : map.getValue()) {
      YamlValue key = named(tuple.getKeyNode(), name);
      entries.put(key, named(tuple.getValueNode(), name + "." + key.written()));
    }
    return entries;
  }

  private YamlValue named(Node other, String itsName) {
    return new YamlValue(file, other, subject, itsName);
  }

  private String orSelf() {
    return node.isRecursive() ? " that does not contain itself" : "";
  }
}
