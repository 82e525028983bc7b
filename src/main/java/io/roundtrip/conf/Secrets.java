package io.roundtrip.conf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts the values of secrets in place of the references {@code ${env:NAME}} and {@code ${file:path}}. Immutable. What it
 * returns must not be printed; errors name the reference alone.
 *
 * @param environment the environment's variables by name
 * @param directory the folder that paths are relative to
 */
record Secrets(Function<String, @Nullable String> environment, Path directory) {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]*)}");
  private static final Pattern OPEN = Pattern.compile("\\$\\{(env|file):[^}]*$");

  /** A reference that leads nowhere. Its message names the reference, never a value. */
  static final class Unresolved extends Exception {
    private static final long serialVersionUID = 1L;

    private final String what;

    private Unresolved(String what) {
      super(what);
      this.what = what;
    }

    /** What is wrong with the value, as the end of a sentence. */
    String what() {
      return what;
    }
  }

  /** The text with its references resolved. */
  String resolve(String text) throws Unresolved {
    if (!text.contains("${")) {
      return text;
    }
    if (OPEN.matcher(text).find()) {
      throw new Unresolved("has a secret's reference without its closing '}'");
    }
    Matcher matcher = REFERENCE.matcher(text);
    StringBuilder resolved = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(2);
      String value = matcher.group(1).equals("env") ? variable(name) : content(name);
      matcher.appendReplacement(resolved, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(resolved).toString();
  }

  private String variable(String name) throws Unresolved {
    String value = environment.apply(name);
    if (value == null) {
      throw new Unresolved("needs the environment variable '" + name + "', which is not set");
    }
    return value;
  }

  /** One newline at the end is the editor's, not the secret's. */
  private String content(String name) throws Unresolved {
    try {
      String text = Files.readString(directory.resolve(name));
      int end = text.length();
      if (text.endsWith("\r\n")) {
        end -= 2;
      } else if (text.endsWith("\n")) {
        end -= 1;
      }
      return text.substring(0, end);
    } catch (IOException | InvalidPathException unreadable) {
      throw new Unresolved("needs the file '" + name + "', which cannot be read");
    }
  }
}
