/// <reference types="vitest/config" />
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

// A bundle for each page, so that none waits for another's parts: the window, the consent window, and the
// gallery of every look, which is for development only and never goes into a release.
const PAGES = {
  window: { input: "./index.html", outDir: "dist" },
  consent: { input: "./consent.html", outDir: "dist" },
  gallery: { input: "./gallery.html", outDir: "dist-gallery" },
} as const;

export default defineConfig(({ mode }) => {
  const page = PAGES[mode === "consent" || mode === "gallery" ? mode : "window"];
  return {
    plugins: [svelte()],
    base: "./",
    resolve: {
      alias: { $lib: path("./src/lib") },
      ...(process.env["VITEST"] ? { conditions: ["browser"] } : {}),
    },
    build: {
      target: "safari16.4",
      outDir: page.outDir,
      // The consent window's page lies beside the window's, which is built first.
      emptyOutDir: mode !== "consent",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        checks: { pluginTimings: false },
        input: path(page.input),
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
  };
});
