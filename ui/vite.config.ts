/// <reference types="vitest/config" />
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

// Two bundles: the window (`vite build`) and the gallery of every look (`vite build --mode gallery`),
// which is for development only and never goes into a release.
export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  base: "./",
  resolve: {
    alias: { $lib: path("./src/lib") },
    ...(process.env["VITEST"] ? { conditions: ["browser"] } : {}),
  },
  build: {
    target: "safari16.4",
    outDir: mode === "gallery" ? "dist-gallery" : "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: path(mode === "gallery" ? "./gallery.html" : "./index.html"),
    },
  },
  server: { host: "127.0.0.1", port: 5173, strictPort: true },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    restoreMocks: true,
    // Slow machines run these beside a compiler: a condition is waited for, never a length of time.
    testTimeout: 30_000,
    setupFiles: ["src/test-setup.ts"],
  },
}));
