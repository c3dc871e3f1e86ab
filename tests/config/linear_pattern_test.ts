import { describe, expect, test } from "bun:test";
import { LinearPattern } from "../../lib/config/linear_pattern.ts";
import { PatternError } from "../../lib/config/linear_pattern_parser.ts";

/** What JavaScript's own matcher is asked about as well. */
const PATTERNS = [
  "",
  "a",
  "ab|cd",
  "a|b|",
  "a*",
  "(a|b)*c",
  "a+b?c*",
  "a{2}",
  "a{2,}b",
  "a{0,3}",
  "(ab){1,2}c",
  "(?:a|bc)+",
  "(?<name>a)b",
  "[a-c]+",
  "[^a-c]*",
  "[\\d_-]+",
  "\\w+-\\d+",
  "\\W",
  "\\s*a",
  "a\\.b",
  "a.c",
  "^ab$",
  "(^a|b)c",
  "a$|b",
  "a^b",
  "(a*)*",
  "(a+)+",
  "(a*b)*",
  "(|a)+b",
  "\\p{L}+",
  "\\x61b",
  "a*?b+?",
  "ä[ö-ü]",
  "x😀?",
  "[\\]a]+",
];
const TEXTS = [
  "",
  ..."a b c ab abc aab aaab abab ababc abb bc cd a.b acb aa aaa aaaa a-1 ab-12 _1-2 äö ä".split(
    " ",
  ),
  "x😀",
  "x",
  " a",
  "-",
  "]a",
  "a\nc",
];

describe("LinearPattern", () => {
  test.each(PATTERNS)("agrees with the language's own matcher on %j", (pattern) => {
    const own = new RegExp(`^(?:${pattern})$`, "su");
    const linear = new LinearPattern(pattern);
    for (const text of TEXTS) {
      expect({ text, fits: linear.test(text) }).toEqual({ text, fits: own.test(text) });
    }
  });

  test("knows named groups and flags as RE2 writes them", () => {
    expect(new LinearPattern("(?P<name>a)b").test("ab")).toBe(true);
    expect(new LinearPattern("(?i)Ab[c-d]").test("aBD")).toBe(true);
    expect(new LinearPattern("(?i:a)b").test("Ab")).toBe(true);
    expect(new LinearPattern("(?i:a)b").test("AB")).toBe(false);
    expect(new LinearPattern("a\\_b\\-").test("a_b-")).toBe(true);
  });

  const catastrophic = ["(a+)+$", "(a*)*b", "(a|aa)+$", "(a|a?)+$", "a*a*a*a*a*a*a*b", "(.*)*x"];
  test.each(catastrophic)("%s is decided at once for a long text", (pattern) => {
    const linear = new LinearPattern(pattern);
    const startMs = performance.now();
    expect(linear.test("a".repeat(5000) + "!")).toBe(false);
    // A backtracking matcher would need longer than the universe has been there.
    expect(performance.now() - startMs).toBeLessThan(30_000);
  });

  const refused = [
    ["(", "a ( without its )"],
    ["a)", "a ) without its ("],
    ["*a", "a repetition of nothing"],
    ["a**", "a repetition of a repetition"],
    ["a{2,1}", "repetitions from 2 to 1"],
    ["a{1001}", "repetitions from 1001 to 1001"],
    ["[a", "a class without its end"],
    ["[b-a]", "[b-a], which is no set"],
    ["[[:alpha:]]", "a class of a kind"],
    ["(?=a)a", "a group of a kind"],
    ["(?<!a)b", "a group of a kind"],
    ["(a)\\1", "an escape that is not understood"],
    ["a\\b", "an escape that is not understood"],
    ["\\", "an escape that is not understood"],
    ["(".repeat(51) + ")".repeat(51), "more than 50 groups"],
    ["((a{1000}){1000}){1000}", "more than 2000 steps"],
  ] as const;
  test.each(refused)("%s is refused", (pattern, reason) => {
    expect(() => new LinearPattern(pattern)).toThrow(PatternError);
    expect(() => new LinearPattern(pattern)).toThrow(reason);
  });
});
