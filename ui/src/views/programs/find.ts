// Which programs a person looks for: by what stands in their rows, and the path behind it. Pure.
import type { GrantView, ProgramView, SilencedView } from "$lib/ipc";
import { programName } from "$lib/words/programs";

/** What the page has rows of. */
export interface Rows {
  readonly grants: readonly GrantView[];
  readonly silenced: readonly SilencedView[];
}

/** The rows in which what was typed is a part of a name; all of them where nothing was typed. */
export function findPrograms(rows: Rows, typed: string): Rows {
  const part = typed.trim().toLowerCase();
  if (part === "") return rows;
  const is = (names: readonly string[]) => names.some((name) => name.toLowerCase().includes(part));
  return {
    grants: rows.grants.filter(({ program, handle, title }) => is([...namesOf(program), handle, title])),
    silenced: rows.silenced.filter(({ program }) => is(namesOf(program))),
  };
}

/** Its names, whole as they are, and as the row has it: `terminal 3`. */
function namesOf(program: ProgramView): string[] {
  const { kind, name, path } = program;
  const script = kind.kind === "interpreter" && kind.script !== null ? [kind.script] : [];
  return [name, programName(program), path, ...script];
}
