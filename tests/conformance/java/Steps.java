import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * Runs named checks one after the other and prints a line for each: what the harness reads. The
 * same protocol as ../python/steps.py.
 */
final class Steps {
  interface Check {
    void run() throws Exception;
  }

  /** Thrown by a check that cannot be made here; its text says why. */
  static final class Skipped extends RuntimeException {
    Skipped(String reason) {
      super(reason);
    }
  }

  private static final Map<String, Check> CHECKS = new LinkedHashMap<>();
  private static final BufferedReader INPUT = new BufferedReader(new InputStreamReader(System.in));
  private static int count = 0;

  private Steps() {}

  /** Registers a check; they run in the order of registration and pass when they do not throw. */
  static void check(String name, Check run) {
    CHECKS.put(name, run);
  }

  /** A name no earlier run used. */
  static String unique(String prefix) {
    long pid = ProcessHandle.current().pid();
    return prefix + "-" + System.currentTimeMillis() + "-" + pid + "-" + ++count;
  }

  /** Has the harness, over the pipe, stop the broker cleanly and start it again. */
  static void restartBroker() throws IOException {
    ask("restart");
  }

  /** Asks the harness, over the pipe, to do something to the server, and waits until it is done. */
  static void ask(String what) throws IOException {
    System.out.println("ask " + what);
    String answer = INPUT.readLine();
    if (!"done".equals(answer)) {
      throw new IllegalStateException("Asked to " + what + ", the harness said: " + answer);
    }
  }

  /** Waits until the condition is true; what names it in the error. */
  static void until(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (!condition.call()) {
      if (System.nanoTime() > deadline) throw new AssertionError("Not within 30 s: " + what);
      Thread.sleep(20);
    }
  }

  static void equal(Object found, Object wanted, String what) {
    boolean same =
        found instanceof byte[] && wanted instanceof byte[]
            ? Arrays.equals((byte[]) found, (byte[]) wanted)
            : Objects.equals(found, wanted);
    if (!same) {
      throw new AssertionError(what + ": wanted " + brief(wanted) + ", found " + brief(found));
    }
  }

  private static String brief(Object value) {
    String text = String.valueOf(value);
    return text.length() < 300 ? text : text.substring(0, 300) + "...";
  }

  /** Runs every check; ends the process, with status 0 when all passed. */
  static void run() {
    int failed = 0;
    for (Map.Entry<String, Check> each : CHECKS.entrySet()) {
      try {
        each.getValue().run();
        System.out.println("ok " + each.getKey());
      } catch (Skipped reason) {
        System.out.println("skip " + each.getKey() + ": " + reason.getMessage());
      } catch (Throwable error) {
        failed++;
        error.printStackTrace();
        System.out.println("FAIL " + each.getKey() + ": " + error.toString().replace('\n', ' '));
      }
    }
    System.out.flush();
    Runtime.getRuntime().halt(failed > 0 ? 1 : 0);
  }
}
