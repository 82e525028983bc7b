package io.roundtrip.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.app.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tasks without an engine: in the JDK's own JShell, and in a source file that is run as it is. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TasksFromScriptsIT {
  @TempDir private Path folder;

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  @Test
  void jshellRunsAndCallsTasks() throws Exception {
    Path script =
        Files.writeString(
            folder.resolve("tasks.jsh"),
            """
            import io.roundtrip.task.*;
            import io.roundtrip.future.Task;
            import java.time.Duration;
            Task<Integer> task = Tasks.run(AsyncOperation.blocking(() -> 6 * 7));
            System.out.println("run " + task.get(Duration.ofSeconds(30)) + " " + task.status());
            System.out.println("call " + Tasks.call(c -> c.vertx().timer(1).map(8), Duration.ofSeconds(30)));
            System.out.println("stage " + task.thenApply(x -> x + 1).get());
            /exit
            """);
    try (Program jshell =
        Program.start(
            folder,
            Map.of(),
            List.of(
                tool("jshell"),
                "-J-Duser.home=" + folder,
                "--class-path",
                Program.JAR.toString(),
                script.toString()))) {
      int code = jshell.exitCode();
      String out = jshell.out();
      assertTrue(out.contains("run 42 SUCCEEDED"), () -> out + err(jshell));
      assertTrue(out.contains("call 8"), () -> out + err(jshell));
      assertTrue(out.contains("stage 43"), () -> out + err(jshell));
      assertEquals(0, code);
    }
  }

  @Test
  void aScriptEndsByItselfWhenItsTasksAreDone() throws Exception {
    Path script =
        Files.writeString(
            folder.resolve("Script.java"),
            """
            import io.roundtrip.task.AsyncOperation;
            import io.roundtrip.task.Tasks;
            import java.time.Duration;
            import java.util.List;

            void main() throws Exception {
              var all = Tasks.runAll(List.of(AsyncOperation.blocking(() -> 1), c -> c.vertx().timer(1).map(2)));
              IO.println("all " + all.get(Duration.ofSeconds(30)));
            }
            """);
    try (Program program =
        Program.start(
            folder,
            Map.of(),
            List.of(tool("java"), "-cp", Program.JAR.toString(), script.toString()))) {
      int code = program.exitCode();
      assertTrue(program.out().contains("all [1, 2]"), () -> program.out() + err(program));
      assertEquals(0, code);
    }
  }

  private static String err(Program program) {
    try {
      return program.err();
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
