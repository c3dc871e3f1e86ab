/**
 * The list of suites, in the order in which they run.
 *
 * @module
 */
import { crash } from "./crash/suite.ts";
import { curlSuite } from "./curl/suite.ts";
import { disk } from "./disk/suite.ts";
import { java } from "./java/suite.ts";
import { kafkajs } from "./kafkajs/suite.ts";
import { kafkaPython } from "./kafka_python/suite.ts";
import { kazoo } from "./kazoo/suite.ts";
import { kcat } from "./kcat/suite.ts";
import { librdkafka } from "./librdkafka/suite.ts";
import { malformed } from "./malformed/suite.ts";
import { platformatic } from "./platformatic/suite.ts";
import { refusals } from "./refusals/suite.ts";
import { smoke } from "./smoke/suite.ts";
import type { Suite } from "./suite.ts";

export const suites: readonly Suite[] = [
  smoke,
  kafkaPython,
  librdkafka,
  kafkajs,
  platformatic,
  kcat,
  java,
  kazoo,
  curlSuite,
  malformed,
  refusals,
  disk,
  crash,
];
