// Draws one picture of the gallery, named by the address: `gallery.html#account/needs_sign_in`. Without a
// name it lists them all, one a line, also for programs that take pictures.
import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import { mount } from "svelte";
import App from "../App.svelte";
import "../app.css";
import { FakeEngine } from "$lib/ipc/fake";
import { NOW } from "$lib/ipc/fake-data";
import { contextOf, makeApp } from "$lib/state/context";
import { latePages, loadAll } from "../frame/chunks.svelte";
import Contents from "./Contents.svelte";
import Consent from "../consent/Consent.svelte";
import { CONSENT } from "./consent";
import { GALLERY } from "./scenes";

const target = document.getElementById("app");
const [view = "", phase = ""] = location.hash.slice(1).split("/");
const picture = GALLERY[view]?.[phase];

addEventListener("hashchange", () => location.reload());

const consent = view === "consent" ? CONSENT[phase] : undefined;
if (target && consent) {
  mount(Consent, { target, props: { engine: consent, now: () => NOW } });
  document.documentElement.dataset["ready"] = `${view}/${phase}`;
} else if (target && picture) {
  const app = makeApp(new FakeEngine(picture), () => NOW);
  const pages = picture.pages ?? latePages();
  // A picture shows a page, not how it comes.
  if (!picture.pages) await loadAll(pages);
  mount(App, { target, props: { pages }, context: contextOf(app) });
  const stop = setInterval(() => {
    if (!app.store.loaded && !picture.hangs?.includes("overview")) return;
    clearInterval(stop);
    picture.go?.(app);
    document.documentElement.dataset["ready"] = `${view}/${phase}`;
  });
} else if (target) {
  mount(Contents, { target });
}
