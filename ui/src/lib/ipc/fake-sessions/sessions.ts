// Sessions of made-up people.
import { DAY, HOUR, MINUTE, NOW } from "../fake-data";
import type { AdminSession } from "../types";

const PEOPLE = ["Bob Ray", "Carol Wu", "Dinah Okafor", "Emre Şahin", "Faith Njoroge", "Grete Ødegaard"];
const CLIENTS = ["Orders web", "Mail", "Wiki", "Payroll"];

/** A session. */
export function fakeSession(over: Partial<AdminSession> = {}): AdminSession {
  return {
    id: "b1f0c2de-55d1-4c1e-9d9c-6b1f0a1c77aa",
    kind: "online",
    user: "u-bob",
    title: "Bob Ray",
    of_user: 4,
    clients: ["Orders web"],
    started_at: NOW - DAY - 3 * HOUR,
    used_at: NOW - 2 * DAY - MINUTE,
    from: "10.1.4.7",
    own: false,
    ...over,
  };
}

/** The administrator's own session. */
export const OWN = fakeSession({
  id: "own",
  user: "u-ada-adm",
  title: "Ada Adm",
  of_user: 1,
  clients: ["Lanyard"],
  started_at: NOW - 8 * MINUTE,
  used_at: NOW,
  from: "127.0.0.1",
  own: true,
});

/** Sessions of a few people, each the same every time. */
export function fakeSessions(count: number): AdminSession[] {
  const each = Math.max(1, Math.floor(count / PEOPLE.length));
  return Array.from({ length: count }, (_, index) => {
    const person = index % PEOPLE.length;
    const round = Math.floor(index / PEOPLE.length);
    const offline = index % 5 === 3;
    const age = (index % 9) * 5 * HOUR + 13 * MINUTE;
    return fakeSession({
      id: `5e55-${String(index).padStart(6, "0")}`,
      kind: offline ? "offline" : "online",
      user: `u-${person}`,
      title: PEOPLE[person] ?? "",
      of_user: each,
      clients: index % 7 === 0 ? CLIENTS.slice(0, 3) : [CLIENTS[(index + round) % CLIENTS.length] ?? ""],
      started_at: NOW - age - (index % 30) * DAY,
      used_at: NOW - age,
      from: offline ? null : `10.1.${(index % 6) + 2}.${(index % 3) + 6}`,
    });
  });
}

/** An ordinary list: the administrator's own session is among them. */
export function ordinary(): AdminSession[] {
  const all = [
    fakeSession({ id: "s-bob-1" }),
    fakeSession({
      id: "s-bob-2",
      kind: "offline",
      clients: ["Mail"],
      started_at: NOW - 24 * DAY,
      used_at: NOW - 19 * DAY - MINUTE,
      from: null,
    }),
    fakeSession({
      id: "s-bob-3",
      clients: ["Wiki", "Orders web", "Payroll"],
      used_at: NOW - 3 * HOUR - MINUTE,
      from: "10.1.4.9",
    }),
    fakeSession({ id: "s-bob-4", clients: ["Payroll"], used_at: NOW - 2 * DAY - HOUR }),
  ];
  return [...all.slice(0, 2), OWN, ...all.slice(2), ...fakeSessions(48)];
}

/** Hostile names: markup, the other direction, one without end, control characters. */
export const HOSTILE_PEOPLE: AdminSession[] = [
  fakeSession({
    id: "h1",
    user: "h1",
    title: "<script>alert('x')</script>",
    clients: ['"><img src=x onerror=alert(1)>'],
    of_user: 1,
  }),
  fakeSession({ id: "h2", user: "h2", title: "مريم الحسيني", clients: ["البريد"], of_user: 1 }),
  fakeSession({
    id: "h3",
    user: "h3",
    title: "Maximiliane ".repeat(25),
    clients: ["Orders web ".repeat(20)],
    of_user: 1,
  }),
  fakeSession({ id: "h4", user: "h4", title: "Eve \u202Eyar boB", clients: ["Mail"], of_user: 1 }),
  fakeSession({
    id: "h5",
    user: "h5",
    title: "👩🏽‍🚀 Zoë",
    clients: [],
    from: "2001:db8:85a3:8d3:1319:8a2e:370:7348",
    of_user: 1,
  }),
];
