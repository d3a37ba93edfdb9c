// Types, the engine's interface and its error. The real client is imported by main.ts alone.
export * from "./engine";
export * from "./types";
