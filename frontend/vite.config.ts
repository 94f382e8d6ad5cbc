import { readdirSync } from "node:fs";
import { join } from "node:path";

import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

const root = import.meta.dirname;

/** Every file directly under a folder is one entry, so that a new island needs no change here. */
function entriesOf(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => /\.(ts|css)$/.test(name) && !name.startsWith("_"))
    .map((name) => join(root, folder, name));
}

export default defineConfig({
  root,
  // Relative addresses: fonts and chunks are found wherever the service mounts its static files.
  base: "./",
  publicDir: false,
  plugins: [tailwindcss()],
  build: {
    // Put in place as a whole by scripts/finish.mjs, so that a running service never misses a file.
    outDir: join(root, "node_modules/.built"),
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    target: ["chrome123", "firefox128", "safari17.5"],
    // A strict Content-Security-Policy allows no inline polyfill.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // htmx contains an eval for attributes we switch off (parts/htmx.ts); the policy would refuse it anyway.
      checks: { eval: false },
      input: [...entriesOf("src"), ...entriesOf("src/islands"), ...entriesOf("src/styles")],
    },
  },
});
