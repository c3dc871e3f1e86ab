/** What the type checker makes of a table: the compiler's tests, which run for the record. */
import { expect, test } from "bun:test";
import {
  array,
  bigint64,
  type Infer,
  type Input,
  int32,
  message,
  records,
  string,
  struct,
  type UnknownTaggedField,
} from "../../../lib/kafka/schema/mod.ts";

const Typed = message("Typed", { versions: [0, 2], flexibleFrom: 1 }, {
  count: int32(),
  producerId: bigint64({ default: -1n }),
  name: string({ from: 1, nullableFrom: 1, default: null }),
  numbers: array(int32()),
  rows: array({ batch: records({ nullableFrom: 0 }), note: string({ until: 1 }) }),
  place: struct({ x: int32() }, { from: 2, tag: 0 }),
});

/** Holds where both are the same type, and fails to compile elsewhere. */
type Same<A, B> = [A] extends [B] ? [B] extends [A] ? true : false : false;

interface Decoded {
  count: number;
  producerId: bigint;
  name: string | null;
  numbers: number[];
  rows: {
    batch: Uint8Array | null;
    note: string;
    unknownTaggedFields?: UnknownTaggedField[] | undefined;
  }[];
  place: { x: number; unknownTaggedFields?: UnknownTaggedField[] | undefined };
  unknownTaggedFields?: UnknownTaggedField[] | undefined;
}

test("decoded values have every field", () => {
  const same: Same<Infer<typeof Typed>, Decoded> = true;
  expect(same).toBe(true);
});

test("given values may lack what has a default or is not in every version", () => {
  const least: Input<typeof Typed> = { count: 1, numbers: [], rows: [{ batch: null }] };
  const decoded: Input<typeof Typed> = null as unknown as Infer<typeof Typed>;
  // @ts-expect-error count is in every version and has no default
  const lacksCount: Input<typeof Typed> = { numbers: [], rows: [] };
  // @ts-expect-error a producer id is a bigint
  const wrongType: Input<typeof Typed> = { ...least, producerId: 1 };
  // @ts-expect-error there is no such field
  const unknownField: Input<typeof Typed> = { ...least, cuont: 1 };
  expect([least, decoded, lacksCount, wrongType, unknownField]).toHaveLength(5);
});
