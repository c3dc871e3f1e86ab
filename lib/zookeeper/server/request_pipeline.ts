/**
 * The road of every request: prepare, append to the log, wait for the disk together with all
 * others, apply, reply.
 *
 *   write  -> decode, check against tree + outstanding changes, append --> commit queue
 *   queue  -> one flush for all that wait (commit_queue.ts), then in order:
 *   apply  -> change the tree, send watch events, reply; then the session's reads behind it
 *   read   -> at once, unless its own session has writes on their way: then behind those
 *   sync, refused writes -> no record, but their place in the commit queue: what they answer may
 *             rest on changes that are not on disk yet
 *
 * So replies keep each session's order, a write is acknowledged only from the disk, and a watch
 * event goes out before the reply to any read that could see its change.
 *
 * @module
 */
import { MalformedError } from "../../bytes/reader.ts";
import type { Clock } from "../../io/clock.ts";
import { closeSession } from "../operations/close_session.ts";
import { CreateSessionTransaction } from "../operations/create_session.ts";
import type {
  Prepared,
  ReadOperation,
  Refused,
  Respond,
  WriteOperation,
} from "../operations/operation.ts";
import type { Applied, Transaction, TransactionHeader } from "../operations/transaction.ts";
import { encodeTransaction } from "../operations/transaction_record.ts";
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import type { Database } from "../tree/database.ts";
import { OutstandingChanges } from "../tree/outstanding_changes.ts";
import type { Session } from "../tree/session.ts";
import type { Watches } from "../tree/watch.ts";
import { CommitQueue } from "./commit_queue.ts";
import type { Request } from "./request.ts";
import type { ServerSettings } from "./settings.ts";
import type { PipelineStatistics } from "./statistics.ts";
import type { TransactionLog } from "./transaction_log.ts";

/** What the pipeline tells its owner. */
export interface PipelineEvents {
  /** A session has ended, and its reply is on its way. */
  sessionClosed(session: Session): void;
  /** Requests were finished: there is room for more. */
  progressed(): void;
  /** The log refused a record; the request was answered with SYSTEMERROR. */
  appendRefused(error: Error): void;
  /** A write goes over the soft limit of a quota. */
  softLimitExceeded?(text: string): void;
  /** The log failed: no write is taken any more. */
  failed(error: Error): void;
}

/** What the pipeline works with. */
export interface PipelineOptions {
  readonly clock: Clock;
  readonly log: TransactionLog;
  readonly database: Database;
  readonly watches: Watches;
  readonly settings: ServerSettings;
  readonly statistics: PipelineStatistics;
  readonly events: PipelineEvents;
}

/** Takes requests and answers them. */
export class RequestPipeline {
  readonly #options: PipelineOptions;
  readonly #changes: OutstandingChanges;
  readonly #queue: CommitQueue;
  readonly #softLimitExceeded: (text: string) => void;
  #appendedZxid = 0;
  #failure: Error | null = null;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#changes = new OutstandingChanges(options.database.tree);
    this.#softLimitExceeded = (text) => options.events.softLimitExceeded?.(text);
    this.#queue = new CommitQueue({
      flush: (writes) => this.#flush(writes),
      progressed: () => options.events.progressed(),
      failed: (error) => this.#failed(error),
    });
  }

  /** Goes on from what the database holds now; before the first request. */
  start(): void {
    this.#appendedZxid = this.#options.database.lastProcessedZxid;
  }

  /** Requests taken and not answered. */
  get outstanding(): number {
    return this.#queue.size;
  }

  /** Why no write is taken any more, or null. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** Changes of nodes that were noted to check requests against, and how many still are. */
  get changes(): { noted: number; size: number } {
    return this.#changes;
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  /** Takes a request. It is answered now or later, once, or abandoned. */
  submit(request: Request): void {
    const { operation, session } = request;
    this.#options.statistics.requests += 1;
    try {
      if (operation.kind === "read") this.#submitRead(operation, request);
      else if (session.isClosing) this.#refuse(request, ErrorCode.SESSIONEXPIRED);
      else this.#submitWrite(operation, request);
    } catch (error) {
      if (error instanceof MalformedError) this.#refuse(request, ErrorCode.MARSHALLINGERROR);
      // A mistake of ours: the requester is told, the others are not concerned.
      else request.abandon(asError(error));
    }
  }

  /**
   * Begins a session; `done` is told when it is on disk.
   *
   * @throws what the log throws where it refuses the record
   */
  createSession(
    session: Omit<Session, "isClosing">,
    done: (error: Error | null) => void,
  ): void {
    if (this.#failure !== null) throw this.#failure;
    const { id, timeoutMs, password, isLocal } = session;
    const transaction = new CreateSessionTransaction({ timeoutMs, password, isLocal });
    const header = this.#append({ sessionId: id, cxid: 0, transaction, usesReserve: true });
    this.#queue.push({
      sessionId: id,
      needsFlush: true,
      run: () => {
        this.#apply(transaction, header);
        done(null);
      },
      abandon: done,
    });
  }

  #submitRead(operation: ReadOperation, request: Request): void {
    const { sessionId } = request.caller;
    const waits = operation.waitsFor !== "nothing" && this.#queue.has(sessionId);
    const isOrdered = operation.waitsFor === "all" && this.#queue.isBusy;
    if (!waits && !isOrdered) return this.#read(operation, request);
    const entry = {
      sessionId,
      needsFlush: false,
      run: () => this.#read(operation, request),
      abandon: request.abandon.bind(request),
    };
    if (isOrdered) this.#queue.push(entry);
    else this.#queue.pushBehindSession(entry);
  }

  #read(operation: ReadOperation, request: Request): void {
    const { database, watches, settings } = this.#options;
    const { caller } = request;
    let respond: Respond | null = null;
    let err: number = ErrorCode.OK;
    try {
      respond = operation.read(request.body, { database, watches, caller, settings });
    } catch (error) {
      const code = refusalCode(error);
      if (code === null) return request.abandon(asError(error));
      err = code;
    }
    request.reply({ zxid: database.lastProcessedZxid, err, respond });
  }

  #submitWrite(operation: WriteOperation, request: Request): void {
    const prepare = operation.decode(request.body);
    if (this.#failure !== null) return this.#refuse(request, ErrorCode.SYSTEMERROR);
    const { caller, cxid } = request;
    const { clock, settings, statistics } = this.#options;
    const changes = this.#changes;
    const startedMs = clock.monotonicMs();
    changes.begin();
    let outcome: Prepared | Refused;
    try {
      outcome = prepare({
        changes,
        caller,
        zxid: this.#appendedZxid + 1,
        settings,
        softLimitExceeded: this.#softLimitExceeded,
      });
    } catch (error) {
      changes.rollback();
      const code = refusalCode(error);
      if (code === null) throw error;
      return this.#refuse(request, code);
    }
    const preparedMs = clock.monotonicMs() - startedMs;
    statistics.prepareMs.observe(preparedMs);
    if (operation === closeSession) statistics.prepareCloseMs.observe(preparedMs);
    if (outcome.transaction === null) {
      return this.#answer(request, { err: ErrorCode.OK, respond: outcome.respond });
    }
    const { transaction } = outcome;
    const usesReserve = request.usesReserve || transaction.usesReserve;
    let header: TransactionHeader;
    try {
      header = this.#append({ sessionId: caller.sessionId, cxid, transaction, usesReserve });
    } catch (error) {
      changes.rollback();
      this.#options.events.appendRefused(asError(error));
      return this.#refuse(request, ErrorCode.SYSTEMERROR);
    }
    if (operation === closeSession) request.session.isClosing = true;
    this.#enqueue(request, { prepared: outcome, header });
  }

  async #flush(writes: number): Promise<void> {
    const { clock, log, settings, statistics } = this.#options;
    const startedMs = clock.monotonicMs();
    await log.flush();
    statistics.queued += writes;
    statistics.batchSize.observe(writes);
    const flushMs = clock.monotonicMs() - startedMs;
    statistics.flushMs.observe(flushMs);
    if (flushMs > settings.fsyncWarningThresholdMs) statistics.slowFlushes += 1;
  }

  #enqueue(
    request: Request,
    { prepared, header }: { prepared: Prepared; header: TransactionHeader },
  ): void {
    this.#queue.push({
      sessionId: header.sessionId,
      needsFlush: true,
      run: () => {
        const applied = this.#apply(prepared.transaction, header);
        const respond: Respond = (writer) => prepared.respond(writer, applied);
        request.reply({ zxid: header.zxid, err: ErrorCode.OK, respond });
        if (request.operation === closeSession) {
          this.#options.events.sessionClosed(request.session);
        }
      },
      abandon: request.abandon.bind(request),
    });
  }

  /** Appends a transaction, with the next number. Throws what the log throws. */
  #append(change: {
    sessionId: bigint;
    cxid: number;
    transaction: Transaction;
    usesReserve: boolean;
  }): TransactionHeader {
    const { sessionId, cxid, transaction, usesReserve } = change;
    const { clock, log } = this.#options;
    const zxid = this.#appendedZxid + 1;
    const header = { sessionId, cxid, zxid, timeMs: Math.floor(clock.nowMs()) };
    log.append(encodeTransaction({ header, transaction }), { usesReserve });
    this.#appendedZxid = zxid;
    return header;
  }

  #apply(transaction: Transaction, header: TransactionHeader): Applied {
    const { clock, database, watches, statistics } = this.#options;
    const applied = transaction.apply({ database, watches, header });
    database.lastProcessedZxid = header.zxid;
    this.#changes.applied(header.zxid);
    statistics.propagationMs.observe(Math.max(0, clock.nowMs() - header.timeMs));
    return applied;
  }

  #refuse(request: Request, code: number): void {
    this.#answer(request, { err: code, respond: null });
  }

  /** Answers a write without a record, in its place. */
  #answer(request: Request, answer: { err: number; respond: Respond | null }): void {
    const { database } = this.#options;
    const run = () => request.reply({ zxid: database.lastProcessedZxid, ...answer });
    if (!this.#queue.isBusy) return run();
    this.#queue.push({
      sessionId: request.caller.sessionId,
      needsFlush: false,
      run,
      abandon: request.abandon.bind(request),
    });
  }

  /** What is on disk is unknown now, so no write is taken any more. */
  #failed(error: Error): void {
    this.#failure = error;
    this.#changes.clear();
    this.#options.events.failed(error);
  }
}

/** The error code that tells a client of `error`; null for a mistake of ours. */
function refusalCode(error: unknown): number | null {
  if (error instanceof MalformedError) return ErrorCode.MARSHALLINGERROR;
  return error instanceof KeeperError ? error.code : null;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
