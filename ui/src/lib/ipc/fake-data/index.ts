// Made-up people and providers for the gallery and for tests; never part of a release bundle.
export * from "./accounts";
export * from "./activity";
export * from "./claims";
export * from "./detail";
export * from "./error";
export * from "./moment";
export * from "./providers";
export * from "./sign-ins";
export * from "./thousand";
