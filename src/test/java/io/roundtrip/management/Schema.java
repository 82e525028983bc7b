package io.roundtrip.management;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The part of JSON Schema that the API's description uses; anything else in it is an error. Immutable. */
public record Schema(Map<?, ?> root) {
  private static final Set<String> KNOWN =
      Set.of(
          "$ref",
          "additionalProperties",
          "description",
          "enum",
          "format",
          "items",
          "maxItems",
          "properties",
          "required",
          "type");

  /** What the reference of a map names, or the map itself. */
  public Map<?, ?> resolve(Map<?, ?> node) {
    if (!(node.get("$ref") instanceof String reference)) {
      return node;
    }
    Map<?, ?> at = root;
    for (String step : reference.substring(2).split("/", -1)) {
      at = map(at.get(step), reference);
    }
    return at;
  }

  public static Map<?, ?> map(@Nullable Object value, String what) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new AssertionError("the description has no " + what);
  }

  /** Everything in which the value is not what the schema says. */
  public List<String> errors(Map<?, ?> schema, @Nullable Object value) {
    List<String> errors = new ArrayList<>();
    check(resolve(schema), value, "$", errors);
    return errors;
  }

  private void check(Map<?, ?> schema, @Nullable Object value, String at, List<String> errors) {
    for (Object key : schema.keySet()) {
      if (!KNOWN.contains(key)) {
        errors.add(at + ": the schema has '" + key + "', which the test does not know");
      }
    }
    Object type = schema.get("type");
    List<?> types =
        type instanceof List<?> several ? several : type == null ? List.of() : List.of(type);
    if (!types.isEmpty() && types.stream().noneMatch(one -> is(String.valueOf(one), value))) {
      errors.add(at + ": not of type " + types);
    }
    if (schema.get("enum") instanceof List<?> words && !words.contains(value)) {
      errors.add(at + ": " + value + " is not one of " + words);
    }
    if (value instanceof JsonObject object) {
      checkObject(schema, object, at, errors);
    }
    if (value instanceof JsonArray array && schema.get("items") instanceof Map<?, ?> items) {
      for (int i = 0; i < array.size(); i++) {
        check(resolve(items), array.getValue(i), at + "[" + i + "]", errors);
      }
    }
  }

  private void checkObject(Map<?, ?> schema, JsonObject object, String at, List<String> errors) {
    Map<?, ?> properties = schema.get("properties") instanceof Map<?, ?> some ? some : Map.of();
    List<?> required = schema.get("required") instanceof List<?> some ? some : List.of();
    Set<Object> missing = new TreeSet<>(required);
    missing.removeAll(object.fieldNames());
    missing.forEach(name -> errors.add(at + ": lacks " + name));
    for (String name : object.fieldNames()) {
      if (properties.get(name) instanceof Map<?, ?> property) {
        check(resolve(property), object.getValue(name), at + "." + name, errors);
      } else if (!Boolean.TRUE.equals(schema.get("additionalProperties"))) {
        errors.add(at + ": has " + name + ", which is not described");
      }
    }
  }

  private static boolean is(String type, @Nullable Object value) {
    return switch (type) {
      case "object" -> value instanceof JsonObject;
      case "array" -> value instanceof JsonArray;
      case "string" -> value instanceof String;
      case "integer" -> value instanceof Integer || value instanceof Long;
      case "boolean" -> value instanceof Boolean;
      case "number" -> value instanceof Number;
      case "null" -> Objects.isNull(value);
      default -> false;
    };
  }
}
