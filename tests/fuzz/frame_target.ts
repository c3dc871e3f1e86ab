/**
 * Fuzzes the frame splitter: frames cut anywhere come out as they went in, a length that may not be
 * is refused where it stands, and a length alone never takes memory.
 *
 * @module
 */
import { FrameLengthError, FrameSplitter } from "../../lib/bytes/frame_splitter.ts";
import type { SeededRandom } from "../../lib/io/random.ts";
import { type FuzzTarget, pick } from "./fuzz_target.ts";

const FRAME_BYTES_MAX = 4 << 20;
/** What the splitter may hold beyond twice what has come: a frame of up to 1 MiB whole. */
const SPARE_BYTES = 1 << 20;
const BAD_LENGTHS = [-1, -(2 ** 31), FRAME_BYTES_MAX + 1, 2 ** 31 - 1];

export const frameTarget: FuzzTarget = {
  name: "frames",
  round(random) {
    const frames = Array.from({ length: random.int(8) }, () => random.bytes(frameLength(random)));
    const bad = random.int(3) === 0 ? pick(random, BAD_LENGTHS) : null;
    const stream = Buffer.concat([
      ...frames.flatMap((frame) => [int32(frame.length), frame]),
      bad === null ? int32(FRAME_BYTES_MAX) : int32(bad),
    ]);
    const found: Uint8Array[] = [];
    const refused = split(stream, random, (frame) => found.push(frame.slice()));
    if (refused !== (bad !== null)) throw new Error(`The length ${bad} was misjudged`);
    if (found.length !== frames.length) throw new Error(`${found.length} of ${frames.length}`);
    frames.forEach((frame, i) => {
      if (Buffer.compare(frame, found[i]!) !== 0) throw new Error(`Frame ${i} is another one`);
    });
  },
};

function frameLength(random: SeededRandom): number {
  return random.int(pick(random, [2, 10, 300]));
}

function int32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** Pushes the stream in pieces; true where a length was refused. */
function split(
  stream: Uint8Array,
  random: SeededRandom,
  onFrame: (frame: Uint8Array) => void,
): boolean {
  const splitter = new FrameSplitter({ frameBytesMax: FRAME_BYTES_MAX });
  const pieceMax = pick(random, [1, 3, 50, 4000]);
  for (let at = 0; at < stream.length;) {
    const end = Math.min(stream.length, at + 1 + random.int(pieceMax));
    try {
      splitter.push(stream.subarray(at, end), onFrame);
    } catch (error) {
      if (error instanceof FrameLengthError) return true;
      throw error;
    }
    if (splitter.reservedBytes > 2 * end + SPARE_BYTES) {
      throw new Error(`${splitter.reservedBytes} bytes are held for ${end} that came`);
    }
    at = end;
  }
  return false;
}
