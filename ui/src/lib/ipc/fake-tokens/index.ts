// Tokens of every kind that support staff meet, for the gallery and for tests.
export * from "./hostile";
export { FINDINGS } from "./keys";
export * from "./signed";
export * from "./unreadable";
