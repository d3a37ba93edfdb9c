// Made-up sessions of made-up people at a provider, for the gallery and for tests.
export * from "./consoles";
export * from "./jobs";
export * from "./sessions";
