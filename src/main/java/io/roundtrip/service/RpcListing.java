package io.roundtrip.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import io.roundtrip.event.Event;
import java.lang.reflect.Type;
import java.util.Locale;

/** All methods of an engine, with JSON schemas of what they take and return (draft 2020-12). Confined to its one call. */
final class RpcListing {
  private final ObjectMapper mapper;
  private final SchemaGenerator schemas;

  private RpcListing(ObjectMapper mapper) {
    this.mapper = mapper;
    SchemaGeneratorConfigBuilder config =
        new SchemaGeneratorConfigBuilder(
                mapper, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .without(Option.SCHEMA_VERSION_INDICATOR)
            .with(Option.EXTRA_OPEN_API_FORMAT_VALUES)
            .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT)
            .with(new JacksonModule());
    // As the codec has it: a number cannot be left out, an object can, unless its record says no.
    config.forFields().withRequiredCheck(field -> field.getRawMember().getType().isPrimitive());
    schemas = new SchemaGenerator(config.build());
  }

  /** The listing as JSON. */
  static byte[] of(ServiceRuntime runtime) {
    RpcListing listing = new RpcListing(runtime.codec().mapper());
    ObjectNode root = listing.mapper.createObjectNode();
    ArrayNode services = root.putArray("services");
    runtime
        .registry()
        .byName()
        .forEach(
            (name, methods) -> {
              ObjectNode service = services.addObject().put("name", name);
              ArrayNode all = service.putArray("methods");
              methods.values().forEach(method -> listing.add(all.addObject(), method));
            });
    return runtime.codec().write(root);
  }

  private void add(ObjectNode out, MethodDefinition method) {
    MethodPolicy policy = method.policy();
    out.put("name", method.name());
    out.put("kind", method.kind().name().toLowerCase(Locale.ROOT));
    if (method.pattern().isEmpty()) {
      out.put("url", "/rpc/" + method.service() + "/" + method.name());
    } else {
      out.put("pattern", method.pattern());
    }
    out.put("idempotent", policy.idempotent());
    out.put("timeoutMs", policy.timeout().toMillis());
    out.put("concurrency", policy.concurrency());
    out.put("queue", policy.queue());
    out.set("request", schema(method.requestType()));
    out.set("result", schema(method.resultType()));
  }

  private ObjectNode schema(Type type) {
    if (type == void.class) {
      return mapper.createObjectNode().put("type", "null");
    }
    // Any JSON there is: a handler of the events themselves takes what comes.
    return type == Event.class ? mapper.createObjectNode() : schemas.generateSchema(type);
  }
}
