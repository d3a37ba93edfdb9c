// Who administers, who may only look, and what a provider can't.
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { CAN, CAN_END_USER, ENDED, LOOKS, OPEN, fakeConsoleView, fakeJob } from "$lib/ipc/fake-sessions";
import { filled, heard, open, row, rows } from "./test-page";

describe("who administers", () => {
  it("is nobody at first: one filled button, and what it does", async () => {
    const { called, user } = await open({ consoles: [fakeConsoleView({ kind: "closed" })] });
    expect(screen.getByTestId("console-page").textContent).toContain("ends when you leave the console");
    expect(filled()).toHaveLength(1);
    await user.click(screen.getByTestId("open-console"));
    await screen.findByTestId("console-sign-in");
    expect(called("openConsole")).toEqual([["acme"]]);
    await user.click(screen.getByTestId("cancel"));
    expect(called("cancelSignIn")).toEqual([["s1"]]);
  });

  it("may not: the missing role is named, for the person and for their IT", async () => {
    const roles = ["view-users", "manage-users"];
    const { called, user } = await open({
      consoles: [fakeConsoleView({ kind: "missing", title: "ada@acme.example", roles })],
    });
    expect((await screen.findByTestId("missing-roles")).textContent).toBe(
      "It needs the roles view-users and manage-users of realm-management.",
    );
    await user.click(screen.getByTestId("copy-for-it"));
    expect(String(called("copyText")[0]?.[0])).toContain(
      "Missing  view-users and manage-users of realm-management",
    );
    expect(filled()).toHaveLength(1);
  });

  it("may look and end nothing: what that takes is said, and every end says why it can't", async () => {
    const { called, app, user } = await open({ consoles: [fakeConsoleView(LOOKS)] });
    const line = await screen.findByTestId("look-only");
    expect(line.textContent).toContain("that needs manage-users of realm-management.");
    await user.click(within(line).getByTestId("copy-for-it"));
    expect(String(called("copyText")[0]?.[0])).toContain("Missing  manage-users of realm-management");
    expect(filled()).toHaveLength(0);

    await user.click(await row("s-bob-1"));
    await app.admin.desk?.person.open("u-bob", "Bob Ray");
    await screen.findByTestId("person-acts");
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Bob Ray"));
    const ends = ["end-selected", "end-person", "disable-person", "end-device"];
    for (const button of ends.flatMap((testid) => screen.getAllByTestId(testid))) {
      expect(button.getAttribute("aria-disabled")).toBe("true");
      const why = document.getElementById(button.getAttribute("aria-describedby") ?? "");
      expect(why?.textContent).toBe("needs manage-users of realm-management");
      button.focus();
      expect(document.activeElement).toBe(button);
      await user.keyboard("{Enter}");
      await user.click(button);
    }
    expect(called("dryRun")).toEqual([]);
    await user.click(within(line).getByTestId("open-console"));
    expect(called("openConsole")).toEqual([["acme"]]);
  });

  it("may look and end nothing: nor can the menu end all", async () => {
    const { called, user } = await open({ consoles: [fakeConsoleView(LOOKS)] });
    await rows();
    screen.getByTestId("console-more").focus();
    await user.keyboard("{ArrowDown}{End}");
    const all = await screen.findByTestId("end-all");
    expect(all.getAttribute("aria-disabled")).toBe("true");
    expect(all.textContent).toContain("needs manage-users of realm-management");
    await waitFor(() => expect(document.activeElement).toBe(all));
    await user.keyboard("{Enter}");
    await user.click(all);
    expect(screen.getByTestId("end-all")).toBe(all);
    expect(called("dryRun")).toEqual([]);
  });

  it("may look and end nothing: a job that was cut off waits for somebody who may", async () => {
    const cut = fakeJob({ state: "cut_off", ended: 18, gone: 1, refused: 1, retry: 1, left: 16 });
    const { called, user } = await open({ consoles: [fakeConsoleView(LOOKS)], jobs: [cut] });
    const button = await screen.findByTestId("go-on");
    expect(button.getAttribute("aria-disabled")).toBe("true");
    await user.click(button);
    expect(called("retryJob")).toEqual([]);
  });

  it("loses the role midway: the list is gone from the window", async () => {
    const { app, access } = await open();
    await rows();
    access({ kind: "missing", title: "ada-adm@acme.example", roles: ["view-users"] });
    await screen.findByTestId("missing-roles");
    expect(screen.queryByTestId("session")).toBeNull();
    expect(app.admin.desk).toBeNull();
    expect(heard()).toContain("may not administer");
  });

  it("leaves by a button", async () => {
    const { called, user } = await open();
    expect((await screen.findByTestId("console-who")).textContent).toContain("access ends 12:41");
    await user.click(screen.getByTestId("leave-console"));
    await screen.findByTestId("open-console");
    expect(called("leaveConsole")).toEqual([["acme"]]);
  });

  it("is kept from it by the policy: nothing to press but the evidence", async () => {
    await open({ consoles: [fakeConsoleView({ kind: "switched_off" })] });
    expect(await screen.findByText(/^Your IT has switched the console off/)).toBeTruthy();
    expect(screen.queryByTestId("open-console")).toBeNull();
  });
});

describe("a provider that can't", () => {
  it("list says so, and ends a named person's sign-ins", async () => {
    const contoso = fakeConsoleView(OPEN, { provider: "contoso", can: CAN_END_USER });
    const { called, user } = await open({ consoles: [contoso], person: { sessions: [] } });
    expect((await screen.findByTestId("cant")).textContent).toBe(
      "Contoso can end a person's sign-ins but not list them.",
    );
    expect(called("consoleSessions")).toEqual([]);
    await user.type(screen.getByTestId("person-field"), "bob@contoso.example{Enter}");
    await user.click(await screen.findByTestId("end-person"));
    await screen.findByTestId("end-dialog");
    expect(called("dryRun")).toEqual([
      ["contoso", { kind: "user", user: "bob@contoso.example", disable: false }],
    ]);
  });

  it("end one session or prove its end has no boxes and no such button", async () => {
    const can = { ...CAN, end_session: false, prove: false };
    const { app } = await open({ consoles: [fakeConsoleView(OPEN, { can })] });
    await rows();
    expect(within(screen.getByTestId("session-grid")).queryAllByRole("checkbox")).toEqual([]);
    app.admin.jobs.show(ENDED);
    await screen.findByTestId("job");
    expect(screen.queryByTestId("prove")).toBeNull();
    expect(screen.getByTestId("job").textContent).toContain("can't be asked whether they are dead");
  });
});
