import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Exit;

/**
 * Runs the classes behind Kafka's scripts one after another in this one process: a Java takes a
 * second to start and another to warm up, and there are some hundred calls. Each line of standard
 * input is a call, `{"tool": class, "args": [], "input": text, "limitMs": n}`; each line of
 * standard output is how it ended, `{"exitCode": n or null, "stdout": text, "stderr": text}`.
 *
 * A tool ends the process by Kafka's own Exit, which a program may replace: here the first exit
 * decides, and what is printed behind it counts no more. What a tool prints goes by System.out and
 * System.err, which are its own for the time of the call. Some leave by System.exit, which nothing
 * can replace: then the process does end, the answer is `{"ended": true, ...}`, and its exit code
 * is the process's.
 */
public final class Scripts {
  /** Ends a tool's thread where it meant to end the process. */
  private static final class Ended extends Error {
    private static final long serialVersionUID = 1;

    Ended() {
      super("ended", null, false, false);
    }
  }

  /** One call: its outputs, and how it ended. */
  private static final class Call {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    /** What is to be done when the process ends: some send and print their last lines there. */
    final List<Thread> hooks = new CopyOnWriteArrayList<>();
    final CountDownLatch ended = new CountDownLatch(1);
    String stdout = "";
    String stderr = "";
    Integer exitCode;

    void end(int code) {
      synchronized (this) {
        if (exitCode != null) return;
        exitCode = code;
      }
      hooks.forEach(Thread::start);
      try {
        for (Thread hook : hooks) hook.join(5_000);
      } catch (InterruptedException late) {
        Thread.currentThread().interrupt();
      }
      System.out.flush();
      System.err.flush();
      stdout = out.toString(StandardCharsets.UTF_8);
      stderr = err.toString(StandardCharsets.UTF_8);
      ended.countDown();
    }
  }

  private static volatile Call current;

  public static void main(String[] words) throws Exception {
    // Kept: System.out is the tools'.
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Exit.Procedure leave = (code, message) -> {
      current.end(code);
      throw new Ended();
    };
    Exit.setExitProcedure(leave);
    Exit.setHaltProcedure(leave);
    Exit.setShutdownHookAdder((name, hook) -> current.hooks.add(new Thread(hook)));
    ObjectMapper mapper = new ObjectMapper();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> endWithProcess(answers, mapper)));
    BufferedReader calls =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = calls.readLine(); line != null; line = calls.readLine()) {
      Call call = run(mapper.readTree(line));
      ObjectNode answer = mapper.createObjectNode();
      answer.put("exitCode", call.exitCode);
      answer.put("stdout", call.stdout);
      answer.put("stderr", call.stderr);
      answers.println(mapper.writeValueAsString(answer));
    }
    Runtime.getRuntime().halt(0);
  }

  private static void endWithProcess(PrintStream answers, ObjectMapper mapper) {
    Call call = current;
    if (call == null || call.ended.getCount() == 0) return;
    ObjectNode answer = mapper.createObjectNode();
    answer.put("ended", true);
    answer.put("stdout", call.out.toString(StandardCharsets.UTF_8));
    answer.put("stderr", call.err.toString(StandardCharsets.UTF_8));
    answers.println(answer);
  }

  private static Call run(JsonNode request) throws InterruptedException {
    Call call = new Call();
    current = call;
    List<String> args = new ArrayList<>();
    request.get("args").forEach(arg -> args.add(arg.asText()));
    byte[] input = request.path("input").asText("").getBytes(StandardCharsets.UTF_8);
    System.setIn(new ByteArrayInputStream(input));
    System.setOut(new PrintStream(call.out, false, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(call.err, true, StandardCharsets.UTF_8));
    Thread tool = new Thread(() -> {
      try {
        Class.forName(request.get("tool").asText())
            .getMethod("main", String[].class)
            .invoke(null, (Object) args.toArray(new String[0]));
        call.end(0);
      } catch (java.lang.reflect.InvocationTargetException thrown) {
        // As Java itself says what main throws.
        System.err.print("Exception in thread \"main\" ");
        thrown.getCause().printStackTrace();
        call.end(1);
      } catch (ReflectiveOperationException wrong) {
        System.err.println(wrong);
        call.end(-1);
      }
    });
    tool.setDaemon(true);
    tool.start();
    if (!call.ended.await(request.path("limitMs").asLong(60_000), TimeUnit.MILLISECONDS)) {
      call.stdout = call.out.toString(StandardCharsets.UTF_8);
      call.stderr = call.err.toString(StandardCharsets.UTF_8);
      tool.interrupt();
    }
    tool.join(1_000);
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    return call;
  }
}
