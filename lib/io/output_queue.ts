/**
 * What waits to go out on one connection. Small pieces of one turn of the loop leave in one write;
 * large ones (mapped batches) go as they are. The owner reads `queuedBytes` and stops taking
 * requests while it is high, so a slow reader is not buffered without bound.
 *
 * @module
 */
import type { Connection } from "./socket.ts";

/** Pieces smaller than this are gathered before they are written. */
const GATHER_PIECE_BYTES = 16 << 10;
/** Bytes gathered into one write. */
const GATHER_BYTES = 64 << 10;
/** Written pieces that may stand before the head: a queue that is never empty must not grow. */
const WRITTEN_PIECES_MAX = 1024;

/** An ordered queue of pieces. */
export class OutputQueue {
  readonly #connection: Connection;
  readonly #onDrained: () => void;
  #pieces: Uint8Array[] = [];
  #head = 0;
  /** Bytes of the head piece that are written already. */
  #written = 0;
  #queuedBytes = 0;
  #blocked = false;
  #scheduled = false;
  #closed = false;

  /** @param onDrained called after a blocked queue got room, for the owner to look again */
  constructor(connection: Connection, onDrained: () => void) {
    this.#connection = connection;
    this.#onDrained = onDrained;
  }

  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Whether the socket has no room: {@linkcode OutputQueue.drain} tells when it has. */
  get isBlocked(): boolean {
    return this.#blocked;
  }

  /** Places in the list of pieces, with those of written ones: bounded, whoever reads slowly. */
  get heldPieces(): number {
    return this.#pieces.length;
  }

  /** Adds pieces; they are written at the end of this turn of the loop. */
  push(pieces: readonly Uint8Array[]): void {
    if (this.#closed) return;
    for (const piece of pieces) {
      if (piece.length === 0) continue;
      this.#pieces.push(piece);
      this.#queuedBytes += piece.length;
    }
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
    this.#flush();
    this.#onDrained();
  }

  /** Forgets everything: the connection is gone. */
  close(): void {
    this.#closed = true;
    this.#pieces = [];
    this.#head = 0;
    this.#written = 0;
    this.#queuedBytes = 0;
  }

  #flush(): void {
    while (this.#head < this.#pieces.length && !this.#closed) {
      const bytes = this.#next();
      const taken = this.#connection.write(bytes);
      this.#advance(taken);
      if (taken < bytes.length) {
        this.#blocked = true;
        break;
      }
    }
    if (this.#head === this.#pieces.length || this.#head > WRITTEN_PIECES_MAX) {
      this.#pieces = this.#pieces.slice(this.#head);
      this.#head = 0;
    }
  }

  /** The next bytes to write: the head piece, or several small ones gathered. */
  #next(): Uint8Array {
    const head = this.#pieces[this.#head]!.subarray(this.#written);
    let count = 1;
    let length = head.length;
    while (length < GATHER_BYTES && this.#head + count < this.#pieces.length) {
      const piece = this.#pieces[this.#head + count]!;
      if (piece.length > GATHER_PIECE_BYTES) break;
      length += piece.length;
      count += 1;
    }
    if (count === 1 || head.length > GATHER_PIECE_BYTES) return head;
    const gathered = new Uint8Array(length);
    gathered.set(head);
    let offset = head.length;
    for (let i = 1; i < count; i++) {
      const piece = this.#pieces[this.#head + i]!;
      gathered.set(piece, offset);
      offset += piece.length;
    }
    return gathered;
  }

  #advance(taken: number): void {
    this.#queuedBytes -= taken;
    let rest = taken + this.#written;
    while (this.#head < this.#pieces.length && rest >= this.#pieces[this.#head]!.length) {
      rest -= this.#pieces[this.#head]!.length;
      this.#pieces[this.#head] = EMPTY;
      this.#head += 1;
    }
    this.#written = rest;
  }
}

const EMPTY = new Uint8Array(0);
