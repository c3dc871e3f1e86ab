import { describe, expect, test } from "bun:test";
import { Admissions } from "../../../lib/kafka/group/admissions.ts";

describe("Admissions", () => {
  test("tells a question under way that its transaction ended", async () => {
    const admissions = new Admissions();
    const answer = Promise.withResolvers<void>();
    const ended = [7, 8].map((producerId) =>
      admissions.during(producerId, async (admission) => {
        await answer.promise;
        return admission.ended;
      })
    );
    admissions.noteEnd(7);
    answer.resolve();
    expect(await Promise.all(ended)).toEqual([true, false]);
  });

  test("forgets a question that was answered, or failed", async () => {
    const admissions = new Admissions();
    const kept: { readonly ended: boolean }[] = [];
    await admissions.during(7, (admission) => Promise.resolve(kept.push(admission)));
    const failing = admissions.during(7, (admission) => {
      kept.push(admission);
      return Promise.reject(new Error("no"));
    });
    await expect(failing).rejects.toThrow("no");
    admissions.noteEnd(7);
    expect(kept.map(({ ended }) => ended)).toEqual([false, false]);
  });
});
