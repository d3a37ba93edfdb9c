// The same words in the window and below it: `lanyard_core::words` reads the same fixture.
import { describe, expect, it, vi } from "vitest";
import { NO_FACTS } from "../ipc/engine";
import type {
  AccountState,
  AccountSummary,
  ActivityEntry,
  ClaimChange,
  ErrorFacts,
  ErrorView,
  LeaseTimes,
  Unix,
} from "../ipc/types";
import { activitySentence } from "./activity-sentence";
import { claimWords } from "./claims";
import { STANDARD_CLAIMS } from "./claims-standard";
import { VENDOR_CLAIMS } from "./claims-vendor";
import { STEPS } from "./error-acts";
import { errorWords } from "./errors";
import { statusWord } from "./status";
import { statusLine } from "./status-line";
import { atMoment, countdown, length, lengthInWords, moment, onDay, relative, shortLength } from "./time";
import fixture from "./words.fixture.json";

// Before the formatters of `time.ts` are made.
vi.hoisted(() => {
  process.env["TZ"] = "UTC";
});

type PlainError = { code: string; at: Unix; facts: Partial<ErrorFacts> };
type PlainState = { kind: string; error?: PlainError };
type Fixture = {
  now: Unix;
  steps: Record<string, string>;
  errors: (PlainError & { lease?: LeaseTimes; sentence: string; next: string })[];
  statuses: {
    state: PlainState;
    lease?: LeaseTimes;
    session_until?: Unix;
    renews: boolean;
    provider: string;
    word: string;
    line: string;
  }[];
  times: { at: Unix; moment: string; at_moment: string; on_day: string; relative: string }[];
  lengths: { seconds: number; length: string; short_length: string; countdown: string; in_words: string }[];
  activities: {
    kind: string;
    problem: boolean;
    account_title: string | null;
    provider_name: string | null;
    code?: string;
    changes?: ClaimChange[];
    facts?: string[][];
    sentence: string;
  }[];
  claims: Record<string, string>;
};

const { now, steps, errors, statuses, times, lengths, activities, claims }: Fixture = fixture;

function whole({ code, at, facts }: PlainError): ErrorView {
  const error = { code, at, message: "", retry: false, account: null, reference: null };
  return { ...error, facts: { ...NO_FACTS, ...facts } } as ErrorView;
}

describe("the fixture that the engine's words are kept equal by", () => {
  it.each(errors)("$code: $sentence", ({ lease, sentence, next, ...error }) => {
    const words = errorWords(whole(error), { now, lease: lease ?? null });
    expect(words.sentence).toBe(sentence);
    expect(words.action).toBe(next);
  });

  it("tells every step that can fail, by what was being done", () => {
    expect(Object.fromEntries(STEPS)).toEqual(steps);
    const told = new Set(errors.map(({ facts }) => facts.step));
    expect([...told]).toEqual(expect.arrayContaining(Object.keys(steps)));
  });

  it.each(statuses)("$state.kind: $word · $line", ({ state, word, line, provider, ...rest }) => {
    const account: AccountSummary = {
      id: "ada",
      provider: "acme",
      handle: "acme",
      title: "ada@acme.example",
      name: null,
      state: { next_try: null, ...state, ...(state.error && { error: whole(state.error) }) } as AccountState,
      lease: rest.lease ?? null,
      session_until: rest.session_until ?? null,
      renews: rest.renews,
      not_saved: false,
    };
    expect(statusWord(account, now)).toBe(word);
    expect(statusLine(account, provider, now)).toBe(line);
  });

  it.each(activities)("$kind: $sentence", ({ code, changes, facts, sentence, ...rest }) => {
    const entry = {
      ...{ seq: 1, reference: "A7-3K2", at: now, account: null, changes: changes ?? [] },
      ...rest,
      error: code === undefined ? null : whole({ code, at: now, facts: {} }),
      facts: (facts ?? []).map(([name, text]) => ({ name, text })),
    };
    expect(activitySentence(entry as ActivityEntry)).toBe(sentence);
  });

  it("calls every claim the same", () => {
    const known = Object.keys({ ...STANDARD_CLAIMS, ...VENDOR_CLAIMS });
    expect(Object.keys(claims)).toEqual(expect.arrayContaining(known));
    const called = Object.keys(claims).map((name) => [name, claimWords(name).label]);
    expect(Object.fromEntries(called)).toEqual(claims);
  });

  it.each(times)("$moment", ({ at, ...words }) => {
    expect({
      moment: moment(at, now),
      at_moment: atMoment(at, now),
      on_day: onDay(at, now),
      relative: relative(at, now),
    }).toEqual(words);
  });

  it.each(lengths)("$seconds seconds", ({ seconds, ...words }) => {
    expect({
      length: length(seconds),
      short_length: shortLength(seconds),
      countdown: countdown(seconds),
      in_words: lengthInWords(seconds),
    }).toEqual(words);
  });
});
