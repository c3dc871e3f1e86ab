import { beforeEach, describe, expect, test } from "bun:test";
import { ZERO_UUID } from "../../../lib/bytes/uuid.ts";
import { SeededRandom } from "../../../lib/io/random.ts";
import { FetchSessions, sessionKey } from "../../../lib/kafka/log/fetch_sessions.ts";

let sessions: FetchSessions;

beforeEach(() => {
  sessions = new FetchSessions(new SeededRandom(3), { sessionsMax: 1000 });
});

describe("use()", () => {
  test("takes the epochs in order", () => {
    const { id } = sessions.create(new Map());
    for (const epoch of [1, 2, 3]) expect(sessions.use(id, epoch)).toMatchObject({ id });
    expect(sessions.use(id, 3)).toBe("INVALID_FETCH_SESSION_EPOCH");
    expect(sessions.use(id, 5)).toBe("INVALID_FETCH_SESSION_EPOCH");
    expect(sessions.use(id, 4)).toMatchObject({ id });
  });

  test("goes on with 1 after the largest epoch", () => {
    const session = sessions.create(new Map());
    session.epoch = 2 ** 31 - 1;
    sessions.use(session.id, 2 ** 31 - 1);
    expect(sessions.use(session.id, 1)).toBe(session);
  });

  test("does not know an id that was never given, or is gone", () => {
    const { id } = sessions.create(new Map());
    expect(sessions.use(id + 1, 1)).toBe("FETCH_SESSION_ID_NOT_FOUND");
    sessions.remove(id);
    expect(sessions.use(id, 1)).toBe("FETCH_SESSION_ID_NOT_FOUND");
    expect(sessions.count).toBe(0);
  });
});

describe("create()", () => {
  test("gives ids above 0, no two alike", () => {
    const ids = Array.from({ length: 100 }, () => sessions.create(new Map()).id);
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toBeGreaterThan(0);
  });

  test("past the bound the one that was not used the longest goes", () => {
    const first = sessions.create(new Map());
    const second = sessions.create(new Map());
    for (let i = 2; i < 1000; i++) sessions.create(new Map());
    sessions.use(first.id, 1);
    sessions.create(new Map());
    expect(sessions.count).toBe(1000);
    expect(sessions.use(first.id, 2)).toBe(first);
    expect(sessions.use(second.id, 1)).toBe("FETCH_SESSION_ID_NOT_FOUND");
  });
});

test("sessionKey() goes by id where there is one, so that a topic's name does not matter", () => {
  const id = "AAAAAAAAAAAAAAAAAAAAAQ";
  expect(sessionKey("", id, 1)).toBe(sessionKey("late", id, 1));
  expect(sessionKey("a", ZERO_UUID, 1)).not.toBe(sessionKey("b", ZERO_UUID, 1));
  expect(sessionKey("a", ZERO_UUID, 1)).not.toBe(sessionKey("a", ZERO_UUID, 2));
});
