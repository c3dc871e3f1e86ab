/**
 * What waits to go out on one connection. Small pieces of one turn of the loop leave in one write;
 * large ones (mapped batches) go as they are. The owner reads `queuedBytes` and stops taking
 * requests while it is high, so a slow reader is not buffered without bound.
 *
 * Where memory runs short, what was read from a file for a client that does not read it is let go;
 * when the client goes on, it is read again, a part at a time.
 *
 * @module
 */
import type { AnswerMemory, BlockedAnswers } from "./answer_memory.ts";
import { type ByteOrigin, freeRead, isMapped, noteOrigin, originOf } from "./byte_origin.ts";
import type { Connection } from "./socket.ts";

/** Pieces smaller than this are gathered before they are written. */
const GATHER_PIECE_BYTES = 16 << 10;
/** Bytes gathered into one write. */
const GATHER_BYTES = 64 << 10;
/** Written pieces that may stand before the head: a queue that is never empty must not grow. */
const WRITTEN_PIECES_MAX = 1024;
/** Smaller pieces are neither views of maps nor as they were read: the encoders copy them. */
const VIEW_BYTES_MIN = 4 << 10;
/** What is read again at once, of answers that were let go: what a socket may take. */
const READ_AGAIN_BYTES = 256 << 10;

/** Bytes that were let go, in the place of their piece. */
class LetGo {
  readonly origin: ByteOrigin;
  /** Where they begin in the buffer that they were in. */
  readonly position: number;
  readonly length: number;

  constructor(origin: ByteOrigin, { position, length }: { position: number; length: number }) {
    this.origin = origin;
    this.position = position;
    this.length = length;
  }
}

/** The memory of a queue. */
export interface OutputQueueOptions {
  memory: AnswerMemory;
  /** Bytes that were let go are not there any more: the connection must end. */
  onLost: () => void;
}

/** An ordered queue of pieces. */
export class OutputQueue implements BlockedAnswers {
  readonly #connection: Connection;
  readonly #onDrained: () => void;
  /** Null where nobody counts the memory. */
  readonly #options: OutputQueueOptions | null;
  #pieces: (Uint8Array | LetGo)[] = [];
  #head = 0;
  /** Bytes of the head piece that are written already. */
  #written = 0;
  #queuedBytes = 0;
  /** Bytes claimed of the memory: all but views of maps and what was let go. */
  #heldBytes = 0;
  #isReadingAgain = false;
  #blocked = false;
  #scheduled = false;
  #closed = false;

  /** @param onDrained called after a blocked queue got room, for the owner to look again */
  constructor(
    connection: Connection,
    onDrained: () => void,
    options: OutputQueueOptions | null = null,
  ) {
    this.#connection = connection;
    this.#onDrained = onDrained;
    this.#options = options;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Whether the socket has no room, or what comes next is read again: `onDrained` follows. */
  get isBlocked(): boolean {
    return this.#blocked || this.#isReadingAgain;
  }

  /** Places in the list of pieces, with those of written ones: bounded, whoever reads slowly. */
  get heldPieces(): number {
    return this.#pieces.length;
  }

  /** Adds pieces; they are written at the end of this turn of the loop. */
  push(pieces: readonly Uint8Array[]): void {
    if (this.#closed) return;
    let heldBytes = 0;
    for (const piece of pieces) {
      if (piece.length === 0) continue;
      this.#pieces.push(piece);
      this.#queuedBytes += piece.length;
      if (isHeld(piece)) heldBytes += piece.length;
    }
    this.#claim(heldBytes);
    // What comes behind something that is stuck is stuck as well.
    if (this.#blocked || this.#isReadingAgain) this.#options?.memory.noteBlocked(this);
    if (this.#scheduled || this.#blocked) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  /** The socket has room again. */
  drain(): void {
    this.#blocked = false;
    this.#options?.memory.forget(this);
    this.#flush();
    this.#onDrained();
  }

  /** Forgets everything: the connection is gone. */
  close(): void {
    this.#closed = true;
    for (const piece of this.#pieces) if (piece instanceof Uint8Array) freeLarge(piece);
    this.#pieces = [];
    this.#head = 0;
    this.#written = 0;
    this.#queuedBytes = 0;
    this.#options?.memory.forget(this);
    this.#release(this.#heldBytes);
  }

  letGo(): number {
    let bytes = 0;
    for (let i = this.#head; i < this.#pieces.length; i++) {
      const piece = this.#pieces[i]!;
      if (!(piece instanceof Uint8Array) || piece.length < VIEW_BYTES_MIN) continue;
      const origin = originOf(piece);
      if (origin === undefined) continue;
      const written = i === this.#head ? this.#written : 0;
      const length = piece.length - written;
      this.#pieces[i] = new LetGo(origin, { position: piece.byteOffset + written, length });
      if (i === this.#head) this.#written = 0;
      freeRead(piece);
      bytes += length;
    }
    this.#release(bytes);
    return bytes;
  }

  #claim(bytes: number): void {
    if (this.#options === null || bytes === 0) return;
    this.#heldBytes += bytes;
    this.#options.memory.account.claim(bytes);
  }

  #release(bytes: number): void {
    if (this.#options === null || bytes === 0) return;
    this.#heldBytes -= bytes;
    this.#options.memory.account.release(bytes);
  }

  #flush(): void {
    while (this.#head < this.#pieces.length && !this.#closed) {
      const head = this.#pieces[this.#head]!;
      if (head instanceof LetGo) {
        if (!this.#isReadingAgain) void this.#readAgain(head);
        break;
      }
      const bytes = this.#next(head);
      // What is written, or let go for others by then, may be out of memory afterwards.
      const { length } = bytes;
      const taken = this.#connection.write(bytes);
      this.#advance(taken);
      if (taken < length) {
        this.#blocked = true;
        this.#options?.memory.noteBlocked(this);
        break;
      }
    }
    if (this.#head === this.#pieces.length || this.#head > WRITTEN_PIECES_MAX) {
      this.#pieces = this.#pieces.slice(this.#head);
      this.#head = 0;
    }
  }

  /** The next bytes to write: the head piece, or several small ones gathered. */
  #next(first: Uint8Array): Uint8Array {
    const head = first.subarray(this.#written);
    const small: Uint8Array[] = [];
    let length = head.length;
    while (length < GATHER_BYTES && this.#head + 1 + small.length < this.#pieces.length) {
      const piece = this.#pieces[this.#head + 1 + small.length]!;
      if (piece instanceof LetGo || piece.length > GATHER_PIECE_BYTES) break;
      length += piece.length;
      small.push(piece);
    }
    if (small.length === 0 || head.length > GATHER_PIECE_BYTES) return head;
    const gathered = new Uint8Array(length);
    gathered.set(head);
    let offset = head.length;
    for (const piece of small) {
      gathered.set(piece, offset);
      offset += piece.length;
    }
    return gathered;
  }

  #advance(taken: number): void {
    this.#queuedBytes -= taken;
    let heldBytes = 0;
    for (let rest = taken; rest > 0;) {
      const piece = this.#pieces[this.#head] as Uint8Array;
      const part = Math.min(rest, piece.length - this.#written);
      const isOwn = isHeld(piece);
      if (isOwn) heldBytes += part;
      rest -= part;
      this.#written += part;
      if (this.#written < piece.length) break;
      if (isOwn) freeLarge(piece);
      this.#pieces[this.#head] = EMPTY;
      this.#head += 1;
      this.#written = 0;
    }
    this.#release(heldBytes);
  }

  /** Brings back the beginning of what was let go, as there is room for it, and writes on. */
  async #readAgain(head: LetGo): Promise<void> {
    const { origin, position } = head;
    const length = Math.min(head.length, READ_AGAIN_BYTES);
    this.#isReadingAgain = true;
    const { memory, onLost } = this.#options!;
    const { account } = memory;
    const waiting = account.take(length);
    if (waiting !== undefined) {
      // Who waits for room holds none that others wait for.
      memory.noteBlocked(this);
      await waiting;
    }
    if (this.#closed) return account.release(length);
    this.#heldBytes += length;
    const bytes = await origin.read(position, length).catch(() => null);
    this.#isReadingAgain = false;
    if (this.#closed) return;
    if (bytes === null) return onLost();
    noteOrigin(bytes, { read: (at, count) => origin.read(position + at, count) });
    const rest = { position: position + length, length: head.length - length };
    const after = rest.length === 0 ? [] : [new LetGo(origin, rest)];
    this.#pieces.splice(this.#head, 1, bytes, ...after);
    this.#flush();
    if (!this.#blocked) this.#onDrained();
  }
}

const EMPTY = new Uint8Array(0);

/** Whether a piece is memory of this process: a view of a map is the kernel's. */
function isHeld(piece: Uint8Array): boolean {
  return piece.length < VIEW_BYTES_MIN || !isMapped(piece);
}

/** Frees what was read for this answer alone, now that nobody needs it. */
function freeLarge(piece: Uint8Array): void {
  if (piece.length >= VIEW_BYTES_MIN) freeRead(piece);
}
