// What a scene may set, and an ordinary morning at work; never part of a release bundle.
import type { Engine } from "./engine";
import type { ConsoleScene } from "./fake-console";
import { ACME, CONTOSO, NOW, WORK } from "./fake-data";
import type { InspectorScene } from "./fake-inspector";
import type { RequestsScene } from "./fake-requests";
import type { AccountDetail, ActivityEntry, ChainView, ErrorView, Overview, Programs } from "./types";

/** What a scene may set; the rest is an ordinary morning at work. */
export type Scene = {
  overview?: Partial<Overview>;
  details?: Record<string, AccountDetail>;
  activity?: ActivityEntry[];
  chain?: ChainView;
  programs?: Programs;
  inspector?: InspectorScene;
  requests?: RequestsScene;
  console?: ConsoleScene;
  /** Verbs that fail, and how. */
  fails?: Partial<Record<keyof Engine, ErrorView>>;
  /** Verbs that never answer. */
  hangs?: (keyof Engine)[];
};

/** An ordinary morning at work. */
export const OVERVIEW: Overview = {
  version: "0.1.0",
  profile: null,
  providers: [ACME, CONTOSO],
  accounts: WORK,
  vault: "ready",
  offline_since: null,
  problem: null,
  sign_ins: [],
  tray: true,
};

/** The log as it should be. */
export const UNBROKEN: ChainView = {
  kind: "unbroken",
  since: NOW - 3 * 86_400,
  entries: 1204,
  head: "5f2d9c".padEnd(64, "0"),
};

/** What support is sent. */
export const SUPPORT_TEXT = `Lanyard 0.1.0 on Linux
Reference  A7-3K2
When       2025-05-06 12:02:01
Account    acme (needs sign-in)
Provider   Acme ID, https://id.acme.example
Client     lanyard-desktop
Step       token
Host       id.acme.example
Status     400
Error      invalid_grant
Says       Session not active
`;
