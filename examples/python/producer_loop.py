"""Sends JSON records to a topic, one at a time, and waits for each to leave the client.

This is the loop of many small collectors: acks=0 (no answer from the broker is awaited), gzip,
JSON values, flush() after every send.

    pip install kafka-python
    python3 producer_loop.py [count] [bootstrap server]

Read them back with consumer.py.
"""
import json
import sys
import time

from kafka import KafkaProducer

TOPIC = "readings"

count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
bootstrap = sys.argv[2] if len(sys.argv) > 2 else "localhost:9092"

producer = KafkaProducer(
    bootstrap_servers=bootstrap,
    acks=0,
    compression_type="gzip",
    value_serializer=lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8"),
)
started = time.monotonic()
for number in range(count):
    producer.send(TOPIC, {"number": number, "place": "서울", "text": "안녕하세요"})
    producer.flush()
producer.close()
print(f"sent {count} records to {TOPIC} in {time.monotonic() - started:.2f} s")
