/**
 * What the server asks of its own pipeline: the end of sessions and the removal of containers.
 *
 * @module
 */
import { Reader } from "../../bytes/reader.ts";
import { Writer } from "../../bytes/writer.ts";
import { closeSession } from "../operations/close_session.ts";
import { deleteContainer } from "../operations/delete_container.ts";
import type { WriteOperation } from "../operations/operation.ts";
import { ErrorCode, KeeperError } from "../protocol/error_code.ts";
import { DeleteRequest } from "../protocol/request_records.ts";
import { SUPER_ID } from "../tree/acl.ts";
import type { Session } from "../tree/session.ts";
import type { RequestPipeline } from "./request_pipeline.ts";

/** Told how it went: null is well. */
export type Done = (error: Error | null) => void;

/** Stands for who asks without a session: the server itself, and visitors. */
export const NO_SESSION: Session = {
  id: 0n,
  timeoutMs: 0,
  password: new Uint8Array(0),
  isLocal: false,
  isClosing: false,
};

function submit(pipeline: RequestPipeline, write: {
  session: Session;
  operation: WriteOperation;
  body: Reader;
  done: Done;
}): void {
  const { session, operation, body, done } = write;
  const sessionId = session.id;
  pipeline.submit({
    session,
    caller: {
      sessionId,
      authIds: [SUPER_ID],
      watcher: { sessionId, process() {} },
      addAuthId() {},
    },
    cxid: 0,
    operation,
    body,
    usesReserve: true,
    reply: ({ err }) => done(err === ErrorCode.OK ? null : new KeeperError(err)),
    abandon: done,
  });
}

/** Ends a session in its name. */
export function submitEnd(
  pipeline: RequestPipeline,
  { session, done }: { session: Session; done: Done },
): void {
  submit(pipeline, {
    session,
    operation: closeSession,
    body: new Reader(new Uint8Array(0)),
    done,
  });
}

/** Removes a container; refused where it has got a child meanwhile. */
export function submitRemoval(
  pipeline: RequestPipeline,
  { path, done }: { path: string; done: Done },
): void {
  const writer = new Writer();
  DeleteRequest.write(writer, { path, version: -1 });
  submit(pipeline, {
    session: NO_SESSION,
    operation: deleteContainer,
    body: new Reader(writer.finish()),
    done,
  });
}
