// Starts the window on the real engine.
import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import { mount } from "svelte";
import App from "./App.svelte";
import "./app.css";
import { tauriEngine } from "$lib/ipc/client";
import { contextOf, makeApp } from "$lib/state/context";

const target = document.getElementById("app");
if (target) mount(App, { target, context: contextOf(makeApp(tauriEngine)) });
