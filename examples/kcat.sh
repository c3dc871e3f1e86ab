#!/bin/sh
# Produces to and consumes from kedge with kcat (apt install kcat, brew install kcat).
#
#     sh kcat.sh [bootstrap server]
set -eu

server=${1:-localhost:9092}
topic=kcat-example

# What the broker has: its address and its topics.
kcat -b "$server" -L -J | head -c 200
echo

# Two records with keys and one with a header, compressed; the topic is made on first use.
printf 'k1:first\nk2:안녕하세요\n' | kcat -b "$server" -P -t "$topic" -K: -z gzip
printf 'with a header\n' | kcat -b "$server" -P -t "$topic" -H source=kcat.sh

# All of it, then the offsets at the end of the topic.
kcat -b "$server" -C -t "$topic" -e -q -f 'partition %p, offset %o, key %k, headers %h: %s\n'
kcat -b "$server" -Q -t "$topic:0:-1"
