// The programs that may get tokens.
import type { Scene } from "$lib/ipc/fake";
import { fakeError } from "$lib/ipc/fake-data";
import { PROGRAMS, fakeGrant, fakeProgram } from "$lib/ipc/fake-programs";
import { byId, click, type } from "./hands";
import type { Picture, Pictures } from "./picture";

const onPrograms = (scene: Scene, act?: () => Promise<unknown>): Picture => ({
  ...scene,
  go: (app) => {
    app.nav.go("programs");
    if (act) void act();
  },
});

const NAMES = ["git", "kubectl", "terraform", "psql", "curl", "dotnet", "gradle", "restic"];
const many = {
  programs: {
    ...PROGRAMS,
    grants: NAMES.map((name, index) =>
      fakeGrant({
        id: name,
        program: fakeProgram({ name, path: `/usr/bin/${name}` }),
        handle: index % 3 === 0 ? "contoso" : "acme",
      }),
    ),
  },
} satisfies Scene;

export const programs = {
  many: onPrograms(many),
  found: onPrograms(many, () => type("find-programs", "contoso")),
  no_match: onPrograms(many, () => type("find-programs", "payroll")),
  list: onPrograms({}),
  unfolded: onPrograms({}, () => click('[data-testid="grant"] button[aria-expanded]')),
  empty: onPrograms({ programs: { grants: [], silenced: [], questions: [] } }),
  loading: onPrograms({ hangs: ["programs"] }),
  failed: onPrograms({ fails: { programs: fakeError("internal", { step: "database" }) } }),
  revoke_failed: onPrograms({ fails: { revokeGrant: fakeError("disk_full", { step: "database" }) } }, () =>
    click(byId("revoke-grant")),
  ),
  hostile: onPrograms({
    programs: {
      ...PROGRAMS,
      grants: [
        fakeGrant({
          program: fakeProgram({
            name: `${"very-long-".repeat(30)}<b>name</b>`,
            path: `/home/ada/${"folder/".repeat(40)}program`,
            keeper: "person",
          }),
        }),
      ],
    },
  }),
} satisfies Pictures;
