"""Fills a topic: fill.py HOST:PORT TOPIC MEGABYTES. Prints `full` when all is written, writes on."""

import sys

from confluent_kafka import Producer

BOOTSTRAP, TOPIC, MEGABYTES = sys.argv[1], sys.argv[2], int(sys.argv[3])
producer = Producer({
    "bootstrap.servers": BOOTSTRAP,
    "acks": "1",
    "linger.ms": 5,
    "batch.size": 65536,
    "message.timeout.ms": 30000,
})
value = b"0123456789abcdef" * 64
written = 0
while True:
    try:
        producer.produce(TOPIC, value)
    except BufferError:
        producer.poll(0.01)
        continue
    written += 1
    if written % 1000 == 0:
        producer.poll(0)
    if written == MEGABYTES * 1024:
        producer.flush(120)
        print("full", flush=True)
