package io.roundtrip.format;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the Bundle that a FHIR message is, by type and by what references call them. Confined to one message.
 */
final class FhirBundle {
  private final JsonOutline outline;
  private @Nullable Map<String, Integer> byReference;
  private int containedIn = JsonOutline.NONE;
  private Map<String, Integer> contained = Map.of();

  private int entries = JsonOutline.NONE;
  private boolean looked;

  FhirBundle(JsonOutline outline) {
    this.outline = outline;
  }

  /** Looked for once: a sender may have any number of members before it. */
  private int entries() {
    if (!looked) {
      looked = true;
      entries = outline.member(0, "entry");
    }
    return entries;
  }

  /** The first entry; {@link JsonOutline#NONE} if the message is no Bundle or has none. */
  int firstEntry() {
    int array = entries();
    return outline.isArray(array) && outline.next(array) > array + 1 ? array + 1 : JsonOutline.NONE;
  }

  /** The entry after another. */
  int nextEntry(int entry) {
    int next = outline.next(entry);
    return next < outline.next(entries()) ? next : JsonOutline.NONE;
  }

  /** The resource of an entry. */
  int resourceOf(int entry) {
    return outline.member(entry, "resource");
  }

  boolean isOfType(int resource, String type) {
    return type.equals(outline.text(outline.member(resource, "resourceType")));
  }

  /** The resource of that type with that number, counted from 1. */
  int resource(String type, int number) {
    int left = number;
    for (int entry = firstEntry(); entry != JsonOutline.NONE; entry = nextEntry(entry)) {
      int resource = resourceOf(entry);
      if (isOfType(resource, type) && --left == 0) {
        return resource;
      }
    }
    return JsonOutline.NONE;
  }

  /**
   * The resource that a reference refers to.
   *
   * @param value a Reference, or its text
   * @param resource what it stands in, whose contained resources it may mean
   */
  int referred(int value, int resource) {
    int text = outline.isObject(value) ? outline.member(value, "reference") : value;
    String reference = outline.text(text);
    if (reference == null) {
      return JsonOutline.NONE;
    }
    if (reference.startsWith("#")) {
      return contained(resource, reference.substring(1));
    }
    int version = reference.indexOf("/_history/");
    Integer found = names().get(version < 0 ? reference : reference.substring(0, version));
    return found == null ? JsonOutline.NONE : found;
  }

  /** Whether a resource stands inside another. */
  boolean isContained(int inner, int resource) {
    return resource != JsonOutline.NONE && inner > resource && inner < outline.next(resource);
  }

  private int contained(int resource, String id) {
    if (resource != containedIn) {
      containedIn = resource;
      contained = new HashMap<>();
      int all = outline.member(resource, "contained");
      int end = outline.isArray(all) ? outline.next(all) : 0;
      for (int each = all + 1; each < end; each = outline.next(each)) {
        String name = outline.text(outline.member(each, "id"));
        if (name != null) {
          contained.putIfAbsent(name, each);
        }
      }
    }
    return contained.getOrDefault(id, JsonOutline.NONE);
  }

  /** The resources by fullUrl and by type and id; of several with one name the first. */
  private Map<String, Integer> names() {
    Map<String, Integer> names = byReference;
    if (names == null) {
      names = new HashMap<>();
      for (int entry = firstEntry(); entry != JsonOutline.NONE; entry = nextEntry(entry)) {
        int resource = resourceOf(entry);
        String url = outline.text(outline.member(entry, "fullUrl"));
        String type = outline.text(outline.member(resource, "resourceType"));
        String id = outline.text(outline.member(resource, "id"));
        if (resource != JsonOutline.NONE && url != null) {
          names.putIfAbsent(url, resource);
        }
        if (type != null && id != null) {
          names.putIfAbsent(type + "/" + id, resource);
        }
      }
      byReference = names;
    }
    return names;
  }
}
