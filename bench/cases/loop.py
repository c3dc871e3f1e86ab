"""kafka-python as the benchmark uses it: loop.py produce|consume|group HOST:PORT TOPIC COUNT.

produce: sends JSON with acks=0 and gzip, each send flushed. consume, group: reads from the earliest
offset, without and with a group. Prints one line of JSON.
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")

from kafka import KafkaConsumer, KafkaProducer  # noqa: E402

what, bootstrap, topic, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
if what == "produce":
    producer = KafkaProducer(
        acks=0,
        compression_type="gzip",
        bootstrap_servers=[bootstrap],
        value_serializer=lambda value: json.dumps(value).encode("utf-8"),
    )
    started = time.perf_counter()
    for i in range(count):
        producer.send(topic, value={"str": "result" + str(i)})
        producer.flush()
    print(json.dumps({"elapsedSeconds": time.perf_counter() - started}))
    producer.close()
else:
    started = time.perf_counter()
    consumer = KafkaConsumer(
        topic,
        bootstrap_servers=[bootstrap],
        auto_offset_reset="earliest",
        group_id=None if what == "consume" else "group-%d" % time.time_ns(),
        consumer_timeout_ms=10000,
    )
    first = None
    for number, record in enumerate(consumer):
        first = first or time.perf_counter() - started
        if number + 1 == count:
            break
    elapsed = time.perf_counter() - started
    print(json.dumps({"elapsedSeconds": elapsed, "firstMs": first * 1000}))
    consumer.close()
