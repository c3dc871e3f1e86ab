#!/bin/sh
# Everything with curl alone: a topic is created, written to, read back, measured and deleted.
#
#   npm start                 (in another terminal)
#   sh examples/curl.sh       (or: sh examples/curl.sh http://other-host:8083)
set -eu

rest=${1:-http://127.0.0.1:8083}
# There is one cluster, so "-" stands for its id.
cluster=$rest/v3/clusters/-
topic=curl-example-$$
json='Content-Type: application/json'

step() {
  printf '\n# %s\n' "$1"
}

# --fail-with-body: an answer of 400 or more is printed and ends the script.
call() {
  curl --silent --show-error --fail-with-body "$@"
}

step 'Who is there, and is it ready?'
call "$rest/"
call "$rest/health/ready"

step "Create the topic $topic"
call -H "$json" -d '{
  "topic_name": "'"$topic"'",
  "partitions_count": 2,
  "configs": [{"name": "retention.ms", "value": "3600000"}]
}' "$cluster/topics"

step 'Write one record; the key decides on the partition'
call -H "$json" -d '{
  "key": {"type": "STRING", "data": "order-1"},
  "value": {"type": "JSON", "data": {"item": "anchor", "price": 12.5}}
}' "$cluster/topics/$topic/records"

step 'Write three at once: JSON objects one after another, a receipt for each'
call -H "$json" -d '
  {"key": {"type": "STRING", "data": "order-1"}, "value": {"type": "STRING", "data": "paid"}}
  {"key": {"type": "STRING", "data": "order-2"}, "value": {"type": "BINARY", "data": "AAEC/w=="}}
  {"key": {"type": "STRING", "data": "order-3"}, "value": {"type": "JSON", "data": ["a", null]}}
' "$cluster/topics/$topic/records"

step 'Read all of it; metadata.next of the answer is where to go on'
call "$cluster/topics/$topic/records?from=earliest&limit=10"

step 'Wait up to ten seconds for what is written from now on'
call "$cluster/topics/$topic/records?from=latest&timeout_ms=10000" &
reader=$!
sleep 1
call --output /dev/null -H "$json" -d '{"value": {"type": "STRING", "data": "just in time"}}' \
  "$cluster/topics/$topic/records"
wait "$reader"

step 'A mistake is answered with the field, what was found and what is allowed'
curl --silent --show-error -H "$json" -d '{"topic_name": "t", "partitions_count": "two"}' \
  "$cluster/topics"

step 'Change one config, and look at it'
call -X PUT -H "$json" -d '{"value": "60000"}' "$cluster/topics/$topic/configs/retention.ms"
call "$cluster/topics/$topic/configs/retention.ms"

step 'What Prometheus sees of the topic'
call "$rest/metrics" | grep "topic=\"$topic\""

step 'Delete it'
call -X DELETE --output /dev/null --write-out 'status %{http_code}\n' "$cluster/topics/$topic"
