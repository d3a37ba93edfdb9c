// Finding among the programs: what is found, and how the page shows it.
import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { NOW } from "$lib/ipc/fake-data";
import { SCRIPT, SHELL, fakeGrant, fakeProgram } from "$lib/ipc/fake-programs";
import { openWindow } from "../../test-window";
import { findPrograms } from "./find";

const kubectl = fakeProgram({ name: "kubectl", path: "/opt/Cloud/bin/kubectl" });
const GRANTS = [
  fakeGrant({ id: "g1" }),
  fakeGrant({ id: "g2", program: SHELL }),
  fakeGrant({ id: "g3", program: SCRIPT }),
  fakeGrant({ id: "g4", program: kubectl, handle: "contoso", title: "ops@contoso.example" }),
  fakeGrant({ id: "g5", program: fakeProgram({ name: "a_b", path: "/usr/bin/a_b" }) }),
];
const SILENCED = [{ id: "s1", program: fakeProgram({ name: "curl", path: "/usr/bin/curl" }), since: NOW }];
const ROWS = { grants: GRANTS, silenced: SILENCED };

describe("what was typed", () => {
  const ids = (typed: string) => {
    const { grants, silenced } = findPrograms(ROWS, typed);
    return [...grants, ...silenced].map(({ id }) => id);
  };

  it.each([
    ["%", []],
    [".*", []],
    ["_", ["g5"]],
    ["payroll", []],
    ["x".repeat(10_240), []],
    ["\u0000", []],
    [" KUBECTL ", ["g4"]],
    ["cloud/", ["g4"]],
    ["terminal 3", ["g2"]],
    ["report.py", ["g3"]],
    ["contoso", ["g4"]],
    ["ops@", ["g4"]],
    ["/usr/bin/curl", ["s1"]],
    ["", ["g1", "g2", "g3", "g4", "g5", "s1"]],
    ["  ", ["g1", "g2", "g3", "g4", "g5", "s1"]],
  ])("%j finds what it is a part of", (typed, found) => {
    expect(ids(typed)).toEqual(found);
  });
});

describe("the page", () => {
  async function open(programs = { ...ROWS, questions: [] }) {
    const opened = await openWindow({ programs });
    opened.app.nav.go("programs");
    await screen.findAllByTestId("grant");
    return opened;
  }

  it("has no field where all is seen at a glance", async () => {
    await open({ ...ROWS, silenced: [], questions: [] });
    expect(screen.queryByTestId("find-programs")).toBeNull();
  });

  it("goes to the field by Ctrl+F, and Esc brings all rows back", async () => {
    const { user } = await open();
    await user.keyboard("{Control>}f{/Control}");
    const field = screen.getByTestId("find-programs");
    expect(document.activeElement).toBe(field);
    await user.keyboard("curl");
    expect(screen.queryAllByTestId("grant")).toHaveLength(0);
    expect(screen.getAllByTestId("silenced")).toHaveLength(1);
    await user.keyboard("{Escape}");
    expect(screen.getAllByTestId("grant")).toHaveLength(GRANTS.length);
    expect(document.activeElement).toBe(field);
  });

  it("says calmly that nothing is found, and shows all again", async () => {
    const { user } = await open();
    await user.type(screen.getByTestId("find-programs"), "payroll");
    expect(screen.getByTestId("no-programs").textContent).toContain("No program here matches “payroll”.");
    expect(screen.queryByRole("table")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Show all programs" }));
    expect(screen.getAllByTestId("grant")).toHaveLength(GRANTS.length);
    expect(document.activeElement).toBe(screen.getByTestId("find-programs"));
  });

  it("keeps the field while something is typed, however few rows are left", async () => {
    const { engine, user } = await open();
    await user.type(screen.getByTestId("find-programs"), "git");
    engine.emit({
      kind: "programs_changed",
      programs: { grants: GRANTS.slice(1), silenced: [], questions: [] },
    });
    await waitFor(() => expect(screen.queryAllByTestId("grant")).toHaveLength(0));
    expect(screen.getByTestId("find-programs")).toBe(document.activeElement);
  });
});
