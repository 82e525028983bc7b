package io.roundtrip.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Finds the scripts that make the schema, in the jar or in a folder of classes. Stateless. Blocks: it reads files. */
public final class Scripts {
  private static final String FOLDER = "db/";
  private static final String END = ".sql";

  private Scripts() {}

  /** The engine's own, by version. */
  public static List<Script> ofTheEngine() {
    URL folder = Scripts.class.getClassLoader().getResource(FOLDER);
    try {
      List<Script> scripts = folder == null ? List.of() : in(folder);
      return scripts.stream().sorted(Comparator.comparingInt(Script::version)).toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static List<Script> in(URL folder) throws IOException {
    if (folder.openConnection() instanceof JarURLConnection inJar) {
      // Not the cache's: that one would be closed under others.
      inJar.setUseCaches(false);
      try (JarFile jar = inJar.getJarFile()) {
        return in(jar);
      }
    }
    List<Script> scripts = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(URI.create(folder.toString())))) {
      for (Path file : files.filter(each -> each.toString().endsWith(END)).toList()) {
        scripts.add(Script.of(String.valueOf(file.getFileName()), Files.readString(file)));
      }
    }
    return scripts;
  }

  private static List<Script> in(JarFile jar) throws IOException {
    List<Script> scripts = new ArrayList<>();
    for (JarEntry entry : jar.stream().toList()) {
      String name = entry.getName();
      if (name.startsWith(FOLDER) && name.endsWith(END)) {
        try (var content = jar.getInputStream(entry)) {
          String sql = new String(content.readAllBytes(), StandardCharsets.UTF_8);
          scripts.add(Script.of(name.substring(FOLDER.length()), sql));
        }
      }
    }
    return scripts;
  }
}
