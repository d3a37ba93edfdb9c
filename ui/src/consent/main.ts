import "@fontsource-variable/inter";
import "../app.css";
import { tauriConsent } from "$lib/ipc/client";
import { mount } from "svelte";
import Consent from "./Consent.svelte";

const target = document.getElementById("app");
if (target) mount(Consent, { target, props: { engine: tauriConsent } });
