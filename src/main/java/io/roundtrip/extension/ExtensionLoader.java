package io.roundtrip.extension;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The extensions of a class path, and the class loader that has them. Confined to the thread that starts the engine; closed
 * after it.
 */
public final class ExtensionLoader implements AutoCloseable {
  private final URLClassLoader loader;
  private final List<Extension> extensions;

  private ExtensionLoader(URLClassLoader loader, List<Extension> extensions) {
    this.loader = loader;
    this.extensions = List.copyOf(extensions);
  }

  /**
   * Loads what is on a class path. Blocks: it reads files.
   *
   * @param classpath jars and folders, between {@link File#pathSeparator}s
   * @throws ClasspathException if one of them is not there, or none names an extension
   * @throws ExtensionException if an extension cannot be made
   */
  public static ExtensionLoader of(String classpath) {
    URLClassLoader loader = new URLClassLoader(urls(classpath), Extension.class.getClassLoader());
    List<Extension> found = new ArrayList<>();
    try {
      ServiceLoader.load(Extension.class, loader).forEach(found::add);
    } catch (ServiceConfigurationError broken) {
      close(loader);
      throw new ExtensionException(
          "an extension of --classpath cannot be made: " + words(broken), broken);
    }
    if (found.isEmpty()) {
      close(loader);
      throw new ClasspathException(
          "--classpath "
              + classpath
              + ": nothing there names an extension in META-INF/services/"
              + Extension.class.getName());
    }
    return new ExtensionLoader(loader, found);
  }

  private static URL[] urls(String classpath) {
    List<URL> urls = new ArrayList<>();
    for (String part : classpath.split(File.pathSeparator, -1)) {
      if (part.isBlank()) {
        continue;
      }
      Path path = Path.of(part);
      if (!Files.exists(path)) {
        throw new ClasspathException("--classpath: " + part + " does not exist");
      }
      if (!Files.isDirectory(path) && !part.endsWith(".jar")) {
        throw new ClasspathException("--classpath: " + part + " is neither a folder nor a jar");
      }
      try {
        urls.add(path.toUri().toURL());
      } catch (IOException impossible) {
        throw new ClasspathException("--classpath: " + part + " is no path of a file");
      }
    }
    if (urls.isEmpty()) {
      throw new ClasspathException("--classpath names no folder and no jar");
    }
    return urls.toArray(URL[]::new);
  }

  private static String words(ServiceConfigurationError broken) {
    Throwable cause = broken.getCause();
    return broken.getMessage() + (cause == null ? "" : ": " + cause);
  }

  /** In the order in which they were found. */
  public List<Extension> extensions() {
    return extensions;
  }

  private static void close(URLClassLoader loader) {
    try {
      loader.close();
    } catch (IOException leftOpen) {
      // the JVM closes it
    }
  }

  @Override
  public void close() {
    close(loader);
  }
}
