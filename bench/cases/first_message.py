"""librdkafka's first message in a new group: first_message.py HOST:PORT TOPIC. Prints JSON."""

import json
import sys
import time

from confluent_kafka import Consumer

started = time.perf_counter()
consumer = Consumer({
    "bootstrap.servers": sys.argv[1],
    "group.id": "group-%d" % time.time_ns(),
    "auto.offset.reset": "earliest",
})
consumer.subscribe([sys.argv[2]])
message = None
while message is None or message.error():
    message = consumer.poll(10)
print(json.dumps({"firstMs": (time.perf_counter() - started) * 1000}))
consumer.close()
