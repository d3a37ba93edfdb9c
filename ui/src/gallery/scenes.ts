// Every view in every phase of its union. A phase without a scene fails the type check.
import { account, tab } from "./account";
import { access, claims } from "./claims";
import { CONSOLE } from "./console";
import { dialog, dialogActs, frame } from "./frame";
import { INSPECTOR } from "./inspector";
import { LATE } from "./late";
import { leave } from "./leave";
import { activity, log } from "./log";
import { much } from "./much";
import type { Pictures } from "./picture";
import { programs } from "./programs";
import { requests } from "./requests";
import { firstRun, form, signIn } from "./sign-in";
import { problem, vault } from "./troubles";

/** All pictures: `#view/phase`. */
export const GALLERY: Record<string, Pictures> = {
  frame,
  "late-page": LATE,
  account,
  tab,
  "sign-in": signIn,
  "first-run": firstRun,
  vault,
  activity,
  dialog,
  problem,
  much,
  claims,
  access,
  form,
  leave,
  dialogs: dialogActs,
  log,
  programs,
  ...INSPECTOR,
  requests,
  ...CONSOLE,
};
