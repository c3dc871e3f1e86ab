import java.io.IOException;
import java.util.Arrays;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;

/**
 * The word count of everybody's first Streams application, exactly once:
 * WordCount HOST:PORT APPLICATION-ID INPUT OUTPUT STATE-FOLDER. Ends on SIGTERM, or
 * with the program that started it; says RUNNING each time it gets there.
 */
public final class WordCount {
  public static void main(String[] arguments) {
    Properties options = new Properties();
    options.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0]);
    options.put(StreamsConfig.APPLICATION_ID_CONFIG, arguments[1]);
    options.put(StreamsConfig.STATE_DIR_CONFIG, arguments[4]);
    options.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    options.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    options.put(StreamsConfig.POLL_MS_CONFIG, 50);
    // Every step of every count goes out, so that a reader sees each exactly once.
    options.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    // A member that was killed is missed for as long as this.
    options.put(StreamsConfig.consumerPrefix("session.timeout.ms"), 6000);
    options.put(StreamsConfig.consumerPrefix("heartbeat.interval.ms"), 500);
    options.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");

    StreamsBuilder builder = new StreamsBuilder();
    KStream<String, String> lines = builder.stream(arguments[2]);
    lines
        .flatMapValues(line -> Arrays.asList(line.split(" ")))
        .groupBy((key, word) -> word, Grouped.as("words"))
        .count(Materialized.as("counts"))
        .toStream()
        .to(arguments[3], Produced.with(Serdes.String(), Serdes.Long()));
    options.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    options.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);

    KafkaStreams streams = new KafkaStreams(builder.build(), options);
    streams.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.RUNNING) System.out.println("RUNNING");
        });
    streams.setUncaughtExceptionHandler(
        error -> {
          error.printStackTrace();
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
    Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
    streams.start();
    endWithParent();
  }

  /** However the program that started this one ends: its end of the pipe closes then. */
  private static void endWithParent() {
    try {
      while (System.in.read() != -1) continue;
    } catch (IOException error) {
      error.printStackTrace();
    }
    Runtime.getRuntime().halt(1);
  }
}
