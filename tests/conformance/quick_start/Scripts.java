import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.utils.Exit;

/**
 * Runs the main() of Kafka's scripts one after another in one JVM. A line of input is a class and
 * its arguments, each in Base64; a line of output is the exit code and both outputs.
 */
public class Scripts {
    /** Scala and log4j keep the streams that they find first: these stay, their target changes. */
    private static final class Switch extends OutputStream {
        private volatile OutputStream target = OutputStream.nullOutputStream();

        @Override
        public void write(int value) throws java.io.IOException {
            target.write(value);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws java.io.IOException {
            target.write(bytes, from, count);
        }
    }

    private static final Switch OUT = new Switch();
    private static final Switch ERR = new Switch();
    private static volatile CountDownLatch ended;
    private static final AtomicInteger EXIT_CODE = new AtomicInteger();

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        System.setOut(new PrintStream(OUT, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(ERR, true, StandardCharsets.UTF_8));
        Exit.setExitProcedure((code, message) -> end(code));
        Exit.setHaltProcedure((code, message) -> end(code));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            answers.println(run(line.split(" ")));
            answers.flush();
        }
        Runtime.getRuntime().halt(0);
    }

    private static String run(String[] words) throws Exception {
        String name = decoded(words[0]);
        String[] arguments = new String[words.length - 1];
        for (int at = 0; at < arguments.length; at++) arguments[at] = decoded(words[at + 1]);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OUT.target = out;
        ERR.target = err;
        ended = new CountDownLatch(1);
        EXIT_CODE.set(0);
        Thread script = new Thread(() -> runMain(name, arguments), "main");
        script.setDaemon(true);
        script.start();
        ended.await();
        System.out.flush();
        System.err.flush();
        OUT.target = OutputStream.nullOutputStream();
        ERR.target = OutputStream.nullOutputStream();
        return EXIT_CODE.get() + " " + encoded(out) + " " + encoded(err);
    }

    private static void runMain(String name, String[] arguments) {
        try {
            Class.forName(name).getMethod("main", String[].class).invoke(null, (Object) arguments);
            finish(0);
        } catch (InvocationTargetException thrown) {
            System.err.print("Exception in thread \"main\" ");
            thrown.getCause().printStackTrace();
            finish(1);
        } catch (ReflectiveOperationException none) {
            none.printStackTrace();
            finish(1);
        }
    }

    /** As System.exit: nothing of the script goes on after it. */
    private static void end(int code) {
        finish(code);
        while (true) {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException ignored) {
                // Nobody is to wake it.
            }
        }
    }

    private static void finish(int code) {
        EXIT_CODE.set(code);
        ended.countDown();
    }

    private static String decoded(String word) {
        return new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8);
    }

    private static String encoded(ByteArrayOutputStream bytes) {
        String text = Base64.getEncoder().encodeToString(bytes.toByteArray());
        return text.isEmpty() ? "-" : text;
    }
}
