// The Inspector in the whole window, and what its tests look at.
import { screen } from "@testing-library/svelte";
import type { Scene } from "$lib/ipc/fake";
import type { InspectionView } from "$lib/ipc/types";
import { openWindow } from "../../test-window";

/** Opens the page. */
export async function open(scene: Scene = {}) {
  const window = await openWindow(scene);
  window.app.nav.go("inspector");
  await screen.findByTestId("inspector-page");
  return window;
}

/** Opens it and looks at a token. */
export async function look(inspection: InspectionView, scene: Scene = {}) {
  const opened = await open({ ...scene, inspector: { inspection, ...scene.inspector } });
  await opened.app.inspector.paste();
  await screen.findByTestId("verdict");
  return opened;
}

export const field = () => screen.getByTestId<HTMLTextAreaElement>("token-field");
