package io.roundtrip.format;

import io.roundtrip.format.MessagePath.JsonPath;
import io.roundtrip.format.MessagePath.Pointer;
import java.util.List;

/**
 * Values of a JSON message that are looked for in its outline when they are asked for: from the message, from what eachs
 * have put in place, by a resource's type, along references. Confined to one message.
 */
final class JsonOutlineValues extends JsonValues {
  private final JsonOutline outline;
  private final FhirBundle bundle;
  private final int[] nodes;
  private final int[] versions;
  private final int[] inPlace;
  private final int[] resources;
  private final int[] found;
  private int resource;

  JsonOutlineValues(MessagePath[] paths, Input input, int levels, JsonOutline outline) {
    super(paths, input, levels, outline.document());
    this.outline = outline;
    this.bundle = new FhirBundle(outline);
    this.nodes = new int[paths.length];
    this.versions = Iterations.unread(paths.length);
    this.found = new int[paths.length];
    this.inPlace = new int[levels + 1];
    this.resources = new int[levels + 1];
  }

  JsonOutline outline() {
    return outline;
  }

  @Override
  long range(int slot) {
    int node = node(slot);
    return node == JsonOutline.NONE ? NONE : ((long) outline.start(node) << 32) | outline.end(node);
  }

  /** The value at the path; looked for once for each element that it may depend on. */
  private int node(int slot) {
    MessagePath path = path(slot);
    int version = iterations().version(path.level());
    if (versions[slot] != version) {
      versions[slot] = version;
      resource = JsonOutline.NONE;
      nodes[slot] =
          switch (path) {
            case Pointer pointer -> follow(pointer.tokens());
            case JsonPath json -> walk(json.level(), json.steps());
            default -> JsonOutline.NONE;
          };
      found[slot] = resource;
    }
    return nodes[slot];
  }

  private int follow(List<String> tokens) {
    int node = 0;
    for (String token : tokens) {
      node = child(node, token, Pointer.index(token));
    }
    return node;
  }

  private int child(int node, String name, int index) {
    return outline.isArray(node) ? outline.element(node, index) : outline.member(node, name);
  }

  /** The value that the steps lead to from a level; {@link #resource} is then the resource that it stands in. */
  private int walk(int level, List<JsonStep> steps) {
    int node = inPlace[level];
    resource = resources[level];
    for (JsonStep step : steps) {
      switch (step) {
        case JsonStep.Token token -> node = child(node, token.name(), token.index());
        case JsonStep.Entry entry -> {
          node = bundle.resource(entry.type(), entry.number());
          resource = node;
        }
        case JsonStep.Follow follow -> {
          node = bundle.referred(node, resource);
          resource = bundle.isContained(node, resource) ? resource : node;
        }
      }
      if (node == JsonOutline.NONE) {
        return node;
      }
    }
    return node;
  }

  @Override
  Elements elements(int slot, int level) {
    List<JsonStep> steps = ((JsonPath) path(slot)).steps();
    if (!steps.isEmpty() && steps.getLast() instanceof JsonStep.Entry entry) {
      return entries(entry.type(), level);
    }
    int node = node(slot);
    int around = found[slot];
    if (node == JsonOutline.NONE || outline.isNull(node)) {
      return Elements.NONE;
    }
    boolean isArray = outline.isArray(node);
    int[] at = {isArray ? node + 1 : node};
    int end = outline.next(node);
    return () -> {
      if (at[0] >= end) {
        return false;
      }
      inPlace[level] = at[0];
      resources[level] = around;
      at[0] = outline.next(at[0]);
      return true;
    };
  }

  /** The resources of a type. */
  private Elements entries(String type, int level) {
    int[] at = {bundle.firstEntry()};
    return () -> {
      while (at[0] != JsonOutline.NONE) {
        int found = bundle.resourceOf(at[0]);
        at[0] = bundle.nextEntry(at[0]);
        iterations().spendSearch(1);
        if (bundle.isOfType(found, type)) {
          inPlace[level] = found;
          resources[level] = found;
          return true;
        }
      }
      return false;
    };
  }
}
