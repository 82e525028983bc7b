package io.roundtrip.app;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. Immutable. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {"roundtrip " + (version == null ? "(not run from its jar)" : version)};
  }
}
