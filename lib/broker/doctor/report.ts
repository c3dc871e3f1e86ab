/**
 * How findings are told: a line each as soon as it is known, or one JSON object at the end.
 *
 * @module
 */
import { countText } from "./amounts.ts";
import type { Finding, Verdict } from "./finding.ts";

const VERDICT_COLUMNS = 6;

/** Takes findings and tells them. */
export class DoctorReport {
  readonly #write: (text: string) => void;
  readonly #form: "text" | "json";
  readonly #findings: (Finding & { readonly check: string })[] = [];
  #check = "";

  constructor(form: "text" | "json", write: (text: string) => void) {
    this.#form = form;
    this.#write = write;
  }

  add(check: string, finding: Finding): void {
    this.#findings.push({ check, ...finding });
    if (this.#form === "json") return;
    const { verdict, subject, found, advice } = finding;
    const heading = check === this.#check ? "" : `${check}\n`;
    this.#check = check;
    const line = `  ${verdict.padEnd(VERDICT_COLUMNS)}${subject}: ${found}\n`;
    const todo = advice === "" ? "" : `  ${" ".repeat(VERDICT_COLUMNS)}do: ${advice}\n`;
    this.#write(heading + line + todo);
  }

  /** Tells the sum; returns the exit code. */
  end(): number {
    const fails = this.#count("FAIL");
    const warns = this.#count("warn");
    const verdict: Verdict = fails > 0 ? "FAIL" : warns > 0 ? "warn" : "ok";
    if (this.#form === "json") {
      this.#write(`${JSON.stringify({ verdict, findings: this.#findings }, null, 2)}\n`);
    } else {
      const oks = this.#count("ok");
      this.#write(
        `${verdict}: ${countText(fails, "failure")}, ${countText(warns, "warning")}, ` +
          `${oks} ok\n`,
      );
    }
    return fails > 0 ? 1 : 0;
  }

  #count(verdict: Verdict): number {
    return this.#findings.filter((finding) => finding.verdict === verdict).length;
  }
}
