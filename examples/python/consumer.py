"""Reads a topic from its beginning as a member of a group, and prints what it found.

    pip install kafka-python
    python3 consumer.py [topic] [bootstrap server]

The group's offsets are committed at the end, so a second run reads only what came since.
"""
import sys

from kafka import KafkaConsumer

topic = sys.argv[1] if len(sys.argv) > 1 else "readings"
bootstrap = sys.argv[2] if len(sys.argv) > 2 else "localhost:9092"

consumer = KafkaConsumer(
    topic,
    bootstrap_servers=bootstrap,
    group_id="examples",
    auto_offset_reset="earliest",
    enable_auto_commit=False,
    consumer_timeout_ms=2000,
)
records = list(consumer)
if records:
    consumer.commit()
    last = records[-1]
    print(f"partition {last.partition}, offset {last.offset}: {last.value.decode('utf-8')}")
consumer.close()
print(f"read {len(records)} records from {topic}")
