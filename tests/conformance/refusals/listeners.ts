/**
 * Listeners that cannot be: each start names what is wrong with which setting, and the way out.
 *
 * @module
 */
import { overrides, type RefusedStart } from "./refused.ts";

const MAP = "listener.security.protocol.map=IN:PLAINTEXT,OUT:PLAINTEXT";
const IN = "listeners=IN://127.0.0.1:0";

function start(settings: readonly string[], told: readonly string[]): RefusedStart {
  return { name: settings.join(" "), args: overrides(...settings), told };
}

/** Settings and what is said of them. */
export const listenerRefusals: readonly RefusedStart[] = [
  start(["listeners=IN://:19092,OUT://:19092", MAP], [
    "Each listener must have a different port: 19092 is twice",
    "Give OUT another one",
  ]),
  start(["listeners=IN://:19092,IN://:19093", MAP], [
    "Each listener must have a different name: IN is twice",
    "Give one another name",
  ]),
  start([IN], [
    "No security protocol defined for listener IN in listener.security.protocol.map",
    "Add IN:PLAINTEXT to it",
  ]),
  start(["listeners=0.0.0.0:9092"], ["Unable to parse 0.0.0.0:9092", "NAME://host:port"]),
  start([IN, MAP, "advertised.listeners=OUT://h:1"], ["no listener OUT in listeners, only IN"]),
  start([IN, MAP, "advertised.listeners=IN://a:1,IN://b:1"], ["IN is twice"]),
  start([IN, MAP, "advertised.listeners=IN://0.0.0.0:9092"], [
    "cannot use the nonroutable meta-address 0.0.0.0",
    "Name an address that clients can reach",
  ]),
  start(["advertised.listeners=auto,PLAINTEXT://h:1"], ["for one write NAME://auto:port"]),
  start([IN, MAP, "inter.broker.listener.name=OUT"], ["no listener OUT in listeners, only IN"]),
  start(["listeners=SSL://127.0.0.1:0"], ["its protocol is SSL", "Use a PLAINTEXT listener"]),
  start(["listeners=PLAINTEXT://no-such-host.invalid:0"], [
    "Cannot listen on no-such-host.invalid:0",
    "check it, or use an address",
  ]),
  start(["listeners=PLAINTEXT://203.0.113.9:0"], [
    "Cannot listen on 203.0.113.9:0: this machine has no such address",
    "0.0.0.0 is all of them",
  ]),
];
