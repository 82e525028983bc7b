package io.roundtrip;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The floors and what is confined to one place. The architecture page describes the same; both change together. */
final class ArchitectureTest {
  private static final String ROOT = "io.roundtrip.";

  /** From the lowest; a package imports its own floor and those below. */
  private static final List<Set<String>> FLOORS =
      List.of(
          Set.of("model", "conf"),
          Set.of("bus", "net", "queue", "metrics", "future", "reactor", "pg", "embedded", "load"),
          Set.of(
              "outcome",
              "protocol",
              "delivery",
              "route",
              "format",
              "batch",
              "store",
              "state",
              "event",
              "task"),
          Set.of("destination", "service", "web", "schedule"),
          Set.of(
              "worker",
              "ingest",
              "management",
              "collector",
              "query",
              "relay",
              "idempotency",
              "extension"),
          Set.of("engine"),
          Set.of("app", "demo", "demo.shop", "experiment"));

  private static final Set<String> VERTICLES =
      Set.of("worker", "ingest", "management", "collector", "query", "relay", "idempotency");

  /** What more than one thread touches, by what it is made of; everything else is confined or immutable. */
  private static final Set<String> SHARED =
      Set.of(
          "io.roundtrip.future.Serial",
          "io.roundtrip.future.Task",
          "io.roundtrip.task.DurableRounds",
          "io.roundtrip.task.DurableTasks",
          "io.roundtrip.task.Run",
          "io.roundtrip.task.TaskBook",
          "io.roundtrip.task.TaskGroup",
          "io.roundtrip.task.TaskMeter",
          "io.roundtrip.task.TaskRunner",
          "io.roundtrip.task.Tasks",
          "io.roundtrip.reactor.Reactor",
          "io.roundtrip.reactor.Core",
          "io.roundtrip.reactor.TaskRing",
          "io.roundtrip.reactor.LoopLag",
          "io.roundtrip.queue.Credits",
          "io.roundtrip.queue.TargetWait",
          "io.roundtrip.delivery.Gate",
          "io.roundtrip.delivery.Breaker",
          "io.roundtrip.store.EngineLease",
          "io.roundtrip.service.ServiceRuntime",
          "io.roundtrip.service.VirtualRun",
          "io.roundtrip.management.Readiness",
          "io.roundtrip.engine.Engine",
          "io.roundtrip.engine.Stages",
          "io.roundtrip.app.DemoCommand",
          "io.roundtrip.embedded.DirectoryLock",
          "io.roundtrip.embedded.Tail",
          "io.roundtrip.demo.SimulatedSystem",
          "io.roundtrip.demo.SimulatedMllpSystem",
          "io.roundtrip.experiment.Entities");

  /** Files that are longer than {@link #MOST_LINES}, and why. */
  private static final Map<String, String> LONG =
      Map.of("Fanout.java", "one state machine: cut in two, each half would know the other");

  private static final int MOST_LINES = 400;
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.roundtrip");

  @Test
  void everyPackageStandsOnOneFloor() {
    Set<String> onFloors = new TreeSet<>();
    FLOORS.forEach(onFloors::addAll);
    Set<String> packages = new TreeSet<>();
    CLASSES.forEach(type -> packages.add(part(type)));
    assertEquals(onFloors, packages);
  }

  @Test
  void importsGoDownward() {
    List<String> wrong = new ArrayList<>();
    for (Dependency dependency : ownDependencies()) {
      if (floor(dependency.getTargetClass()) > floor(dependency.getOriginClass())) {
        wrong.add(dependency.getDescription());
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void verticlesDoNotImportEachOther() {
    List<String> wrong = new ArrayList<>();
    for (Dependency dependency : ownDependencies()) {
      String from = part(dependency.getOriginClass());
      String to = part(dependency.getTargetClass());
      if (VERTICLES.contains(from) && VERTICLES.contains(to) && !from.equals(to)) {
        wrong.add(dependency.getDescription());
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void noPackagesImportEachOtherInACircle() {
    Map<String, Set<String>> imports = new HashMap<>();
    for (Dependency dependency : ownDependencies()) {
      imports
          .computeIfAbsent(part(dependency.getOriginClass()), from -> new TreeSet<>())
          .add(part(dependency.getTargetClass()));
    }
    imports.forEach((from, to) -> to.remove(from));
    for (String from : imports.keySet()) {
      assertTrue(
          !reachable(from, imports).contains(from), () -> from + " is imported by what it imports");
    }
  }

  private static Set<String> reachable(String from, Map<String, Set<String>> imports) {
    Set<String> reached = new TreeSet<>();
    List<String> next = new ArrayList<>(imports.getOrDefault(from, Set.of()));
    while (!next.isEmpty()) {
      String one = next.removeLast();
      if (reached.add(one)) {
        next.addAll(imports.getOrDefault(one, Set.of()));
      }
    }
    return reached;
  }

  @Test
  void theDomainKnowsNoVertx() {
    forbid(
        "io.vertx.",
        "model",
        "conf",
        "queue",
        "outcome",
        "delivery",
        "format",
        "route",
        "state",
        "event");
  }

  @Test
  void vertxWebIsUsedByTheManagementPortAlone() {
    allow("io.vertx.ext.", "management");
  }

  @Test
  void theEventBusIsUsedByTheBusAlone() {
    allow("io.vertx.core.eventbus.", "bus");
  }

  @Test
  void jsonObjectsStayAtTheEdge() {
    allow("io.vertx.core.json.", "management", "demo", "demo.shop", "app");
  }

  @Test
  void nothingReachesIntoVertx() {
    for (String inside : List.of("impl", "internal", "spi")) {
      allow("io.vertx.core." + inside + ".");
      allow("io.vertx.sqlclient." + inside + ".");
      allow("io.vertx.pgclient." + inside + ".");
    }
  }

  @Test
  void jacksonIsUsedWhereJsonIsRead() {
    // app and demo print and make JSON of their own; nothing of theirs is on a message's path.
    allow("com.fasterxml.jackson.", "format", "ingest", "task", "service", "web", "app", "demo");
    allow("com.github.victools.", "service");
  }

  @Test
  void micrometerIsUsedByTheMetricsAlone() {
    allow("io.micrometer.", "metrics");
    allow("io.prometheus.", "metrics");
  }

  @Test
  void theSqlClientIsUsedByTheStoreAlone() {
    for (String library : List.of("io.vertx.pgclient.", "com.ongres.")) {
      allow(library, "pg", "store");
    }
    // Rows and their arguments are the client's own types, which whoever asks it hands over.
    allow("io.vertx.sqlclient.", "pg", "store", "web", "demo");
  }

  @Test
  void theEmbeddedPostgresKnowsNoVertx() {
    forbid("io.vertx.", "embedded");
    allow("org.tukaani.", "embedded");
  }

  @Test
  void theDemoIsKnownToTheAppAlone() {
    List<String> wrong = new ArrayList<>();
    for (Dependency dependency : ownDependencies()) {
      if (part(dependency.getTargetClass()).startsWith("demo")
          && !Set.of("demo", "demo.shop", "app").contains(part(dependency.getOriginClass()))) {
        wrong.add(dependency.getDescription());
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void whatThreadsShareIsNamedHere() throws IOException {
    DescribedPredicate<JavaClass> concurrent =
        describe(
            "atomics, locks, latches and concurrent collections",
            type -> {
              String name = type.getName();
              return name.startsWith("java.util.concurrent.atomic.")
                  || name.startsWith("java.util.concurrent.locks.")
                  || name.startsWith("java.util.concurrent.Concurrent")
                  || name.startsWith("java.util.concurrent.CopyOnWrite")
                  || name.equals("java.util.concurrent.CountDownLatch")
                  || name.equals("java.util.concurrent.Semaphore");
            });
    Set<String> found = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      if (type.getDirectDependenciesFromSelf().stream()
          .anyMatch(dependency -> concurrent.test(dependency.getTargetClass()))) {
        found.add(outermost(type));
      }
    }
    Pattern keyword = Pattern.compile("\\b(volatile|synchronized)\\b");
    for (Path file : sources()) {
      if (keyword.matcher(COMMENT.matcher(Files.readString(file)).replaceAll("")).find()) {
        found.add(typeOf(file));
      }
    }
    assertEquals(new TreeSet<>(SHARED), found);
  }

  @Test
  void whatThreadsShareSaysWhy() throws IOException {
    for (Path file : sources()) {
      if (SHARED.contains(typeOf(file))) {
        String comments =
            COMMENT
                .matcher(Files.readString(file))
                .results()
                .map(match -> match.group().replaceAll("\\s*\n\\s*(\\*|//)?\\s*", " "))
                .reduce("", (all, one) -> all + "\n" + one);
        assertTrue(
            Pattern.compile("(?i)thread|atomic|loops of|signal").matcher(comments).find(),
            () -> file + " does not say why it may be shared");
      }
    }
  }

  @Test
  void everyPackageSaysHowItWorksAndIsNullMarked() throws IOException {
    Set<Path> folders = new TreeSet<>();
    for (Path file : sources()) {
      folders.add(file.resolveSibling("package-info.java"));
    }
    for (Path info : folders) {
      String text = Files.readString(info);
      assertTrue(text.startsWith("/**"), () -> info + " says nothing");
      assertTrue(text.contains("@NullMarked"), () -> info + " lacks @NullMarked");
    }
  }

  @Test
  void noFileIsTooLong() throws IOException {
    Set<String> tooLong = new TreeSet<>();
    for (Path file : sources()) {
      if (Files.readAllLines(file).size() > MOST_LINES) {
        tooLong.add(file.getFileName().toString());
      }
    }
    tooLong.removeAll(LONG.keySet());
    assertEquals(Set.of(), tooLong);
  }

  @Test
  void namesSayWhatAThingIs() {
    Pattern vague = Pattern.compile(".*(Utils?|Helper|Manager|Constants|Impl)|(Abstract|Base).*");
    List<String> wrong = new ArrayList<>();
    for (JavaClass type : CLASSES) {
      if (vague.matcher(type.getSimpleName()).matches()) {
        wrong.add(type.getName());
      }
    }
    assertEquals(List.of(), wrong);
  }

  private static void forbid(String library, String... packages) {
    noClasses()
        .that(describe("in " + List.of(packages), type -> List.of(packages).contains(part(type))))
        .should()
        .dependOnClassesThat(describe("of " + library, type -> type.getName().startsWith(library)))
        .check(CLASSES);
  }

  private static void allow(String library, String... packages) {
    noClasses()
        .that(
            describe(
                "not in " + List.of(packages), type -> !List.of(packages).contains(part(type))))
        .should()
        .dependOnClassesThat(describe("of " + library, type -> type.getName().startsWith(library)))
        .check(CLASSES);
  }

  private static List<Dependency> ownDependencies() {
    List<Dependency> all = new ArrayList<>();
    for (JavaClass type : CLASSES) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        if (dependency.getTargetClass().getBaseComponentType().getName().startsWith(ROOT)) {
          all.add(dependency);
        }
      }
    }
    assertTrue(all.size() > 1_000, () -> "only " + all.size() + " dependencies were read");
    return all;
  }

  private static int floor(JavaClass type) {
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      if (FLOORS.get(floor).contains(part(type))) {
        return floor;
      }
    }
    throw new AssertionError(type.getName() + " stands on no floor");
  }

  /** The part of the package's name after the root. */
  private static String part(JavaClass type) {
    String name = type.getBaseComponentType().getPackageName();
    return name.length() < ROOT.length() ? "" : name.substring(ROOT.length());
  }

  private static String outermost(JavaClass type) {
    int dollar = type.getName().indexOf('$');
    return dollar < 0 ? type.getName() : type.getName().substring(0, dollar);
  }

  private static String typeOf(Path file) {
    return SOURCES.relativize(file).toString().replace('/', '.').replaceFirst("\\.java$", "");
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
