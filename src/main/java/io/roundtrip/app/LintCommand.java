package io.roundtrip.app;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.ConfException;
import io.roundtrip.engine.Loaded;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code lint}: everything that is wrong in a conf, found by the very code that {@code run} starts with. Confined to the
 * main thread.
 */
@Command(
    name = "lint",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Checks the conf files and prints everything that is wrong; exits 0 or 2.")
final class LintCommand implements Callable<Integer> {
  @Mixin private final ConfOption conf = new ConfOption();

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  private final Console console;

  LintCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    int routes = 0;
    List<ConfError> errors = List.of();
    try {
      routes = Loaded.load(conf.file()).routes().size();
    } catch (ConfException e) {
      errors = e.errors();
    }
    if (json) {
      console.out().println(toJson(routes, errors));
    } else if (errors.isEmpty()) {
      console.out().println(routes + (routes == 1 ? " route" : " routes") + ", no errors");
    } else {
      errors.forEach(console.out()::println);
    }
    return errors.isEmpty() ? 0 : 2;
  }

  private static String toJson(int routes, List<ConfError> errors) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator to = new JsonFactory().createGenerator(text)) {
      to.writeStartObject();
      to.writeNumberField("routes", routes);
      to.writeArrayFieldStart("errors");
      for (ConfError error : errors) {
        to.writeStartObject();
        to.writeStringField("file", error.place().file());
        to.writeNumberField("line", error.place().line());
        to.writeNumberField("column", error.place().column());
        to.writeStringField("route", error.route());
        to.writeStringField("message", error.message());
        to.writeEndObject();
      }
      to.writeEndArray();
      to.writeEndObject();
    }
    return text.toString();
  }
}
