import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Drives WordCount through kills and restarts and compares its counts with what was sent:
 * Counting HOST:PORT FOLDER. A reader of committed records must see, for each word, the counts
 * 1, 2, 3, ... to its last, each once: a lost step, or one made twice, shows.
 */
public final class Counting {
  private static final int PARTITIONS = 3;
  private static final int LINE_WORDS = 5;
  private static final List<String> VOCABULARY =
      IntStream.range(0, 17).mapToObj(i -> "word" + i).collect(Collectors.toList());

  private static String bootstrap;
  private static Path folder;
  private static Admin admin;
  private static KafkaProducer<String, String> producer;
  private static KafkaConsumer<String, Long> reader;
  private static Process application;

  private static final String ID = Steps.unique("count");
  private static final String INPUT = ID + "-lines";
  private static final String OUTPUT = ID + "-result";
  private static final Random RANDOM = new Random(7);
  private static final Map<String, Long> sent = new TreeMap<>();
  private static final Map<String, List<Long>> counted = new TreeMap<>();

  public static void main(String[] arguments) throws Exception {
    bootstrap = arguments[0];
    folder = Path.of(arguments[1]);
    admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    Steps.check("word count runs, and its internal topics are as it wants them", Counting::begin);
    Steps.check("counts are exact after kill -9 of the application", Counting::killed);
    Steps.check("counts are exact after a restart of the broker", Counting::restarted);
    Steps.check("state is restored where the application lost its folder", Counting::lost);
    Steps.run();
  }

  private static void begin() throws Exception {
    List<NewTopic> topics = new ArrayList<>();
    for (String name : List.of(INPUT, OUTPUT)) {
      topics.add(new NewTopic(name, PARTITIONS, (short) 1));
    }
    admin.createTopics(topics).all().get();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "acks", "all"),
            new StringSerializer(),
            new StringSerializer());
    reader =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", bootstrap,
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new LongDeserializer());
    reader.assign(
        IntStream.range(0, PARTITIONS)
            .mapToObj(partition -> new TopicPartition(OUTPUT, partition))
            .collect(Collectors.toList()));
    start();
    send(200);
    expectExact();
    String changelog = ID + "-counts-changelog";
    String repartition = ID + "-words-repartition";
    Steps.equal(config(changelog, "cleanup.policy"), "compact", "policy of the changelog");
    Steps.equal(config(repartition, "cleanup.policy"), "delete", "policy of the repartition topic");
    Steps.equal(config(repartition, "retention.ms"), "-1", "its retention");
    for (String topic : List.of(changelog, repartition)) {
      int partitions =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size();
      Steps.equal(partitions, PARTITIONS, "partitions of " + topic);
    }
  }

  private static void killed() throws Exception {
    for (int kill = 0; kill < 2; kill++) {
      long before = total();
      send(4000);
      // In the middle of the work: some of it has come out, and not all.
      Steps.until("some counts come out", () -> poll() > before);
      kill();
      System.err.println("killed with " + total() + " counts out, " + wanted() + " wanted");
      send(200);
      start();
    }
    expectExact();
  }

  private static void restarted() throws Exception {
    long before = total();
    send(1000);
    Steps.until("some counts come out", () -> poll() > before);
    Steps.restartBroker();
    send(500);
    expectExact();
  }

  private static void lost() throws Exception {
    application.destroy();
    Steps.equal(application.waitFor(30, TimeUnit.SECONDS), true, "it ends on SIGTERM");
    try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
    start();
    send(200);
    expectExact();
  }

  private static void start() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            System.getProperty("java.class.path"),
            "WordCount",
            bootstrap,
            ID,
            INPUT,
            OUTPUT,
            folder.resolve("state").toString());
    application =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("application.log").toFile()))
            .start();
  }

  /** As kill -9 does. */
  private static void kill() {
    application.destroyForcibly();
    application.onExit().join();
  }

  /** Sends lines of words, and remembers how often each word went out. */
  private static void send(int lines) {
    for (int line = 0; line < lines; line++) {
      List<String> words = new ArrayList<>();
      for (int i = 0; i < LINE_WORDS; i++) {
        String word = VOCABULARY.get(RANDOM.nextInt(VOCABULARY.size()));
        words.add(word);
        sent.merge(word, 1L, Long::sum);
      }
      producer.send(new ProducerRecord<>(INPUT, line % PARTITIONS, null, String.join(" ", words)));
    }
    producer.flush();
  }

  /** Reads what has come out; returns how many counts there are now. */
  private static long poll() {
    for (ConsumerRecord<String, Long> one : reader.poll(Duration.ofMillis(100))) {
      counted.computeIfAbsent(one.key(), word -> new ArrayList<>()).add(one.value());
    }
    return total();
  }

  private static long total() {
    return counted.values().stream().mapToLong(List::size).sum();
  }

  private static long wanted() {
    return sent.values().stream().mapToLong(Long::longValue).sum();
  }

  private static void expectExact() throws Exception {
    long wanted = wanted();
    Steps.until(
        "as many counts as words were sent, " + wanted,
        () -> {
          if (!application.isAlive()) throw new AssertionError("The application ended: " + log());
          return poll() >= wanted;
        });
    Map<String, List<Long>> steps = new HashMap<>();
    sent.forEach(
        (word, count) ->
            steps.put(
                word, LongStream.rangeClosed(1, count).boxed().collect(Collectors.toList())));
    for (String word : sent.keySet()) {
      Steps.equal(counted.get(word), steps.get(word), "steps of " + word);
    }
    Steps.equal(counted.keySet(), sent.keySet(), "words");
  }

  private static String log() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("application.log"));
    return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  private static String config(String topic, String name) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(name).value();
  }
}
