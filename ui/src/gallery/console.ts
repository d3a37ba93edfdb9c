// Pictures of the Console: every access, the list, the dialog, the job and its results, the proof, the person.
import { access } from "./console-access";
import { coverage, dialog } from "./console-dialog";
import { disabling, job, proof, result } from "./console-job";
import { list, reach } from "./console-list";
import { person } from "./console-person";
import type { Pictures } from "./picture";

/** All of them, for the gallery: `#console/open`. */
export const CONSOLE: Record<string, Pictures> = {
  console: access,
  "console-list": list,
  "console-reach": reach,
  "console-dialog": dialog,
  "console-coverage": coverage,
  "console-job": job,
  "console-disabling": disabling,
  "console-result": result,
  "console-proof": proof,
  "console-person": person,
};
