package io.roundtrip.format;

import com.code_intelligence.jazzer.Jazzer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What {@code mvn -Pfuzz} runs: the folder for what Jazzer learns, then Jazzer with the real messages to begin with. */
public final class FuzzRun {
  private FuzzRun() {}

  /** Runs Jazzer; the folder for what it learns, that of the real messages, then options of Jazzer's. */
  public static void main(String[] args) throws Exception {
    Path learned = Files.createDirectories(Path.of(args[0]));
    Path messages = Path.of(args[1]);
    List<String> all = new ArrayList<>();
    all.add("--target_class=" + MessageFuzzer.class.getName());
    all.add("--instrumentation_includes=io.roundtrip.format.**");
    all.addAll(Arrays.asList(args).subList(2, args.length));
    all.add(learned.toString());
    all.add(messages.resolve("hl7v2").toString());
    all.add(messages.resolve("fhir").toString());
    Jazzer.main(all.toArray(new String[0]));
  }
}
