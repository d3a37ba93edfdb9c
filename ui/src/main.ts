// Starts the window on the real engine, which is asked before the page is built: the answer comes meanwhile.
import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import { mount } from "svelte";
import App from "./App.svelte";
import "./app.css";
import { tauriEngine } from "$lib/ipc/client";
import { contextOf, makeApp } from "$lib/state/context";

const app = makeApp(tauriEngine);
void app.store.start();

const target = document.getElementById("app");
if (target) mount(App, { target, context: contextOf(app) });
