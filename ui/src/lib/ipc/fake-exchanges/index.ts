// Made-up exchanges for the gallery and for tests; never part of a release bundle.
export * from "./answer";
export * from "./calls";
export { fakeSteps } from "./steps";
export * from "./without-call";
