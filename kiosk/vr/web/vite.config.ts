// Two bundles: the headset's page for the kiosk, and the replay for the assessor's console.
import { defineConfig, type UserConfig } from "vite";

const PAGE: UserConfig = {
  base: "./",
  build: {
    outDir: "../static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    target: "es2022",
    rolldownOptions: {
      output: {
        entryFileNames: "assets/page.js",
        chunkFileNames: "assets/[name].js",
        assetFileNames: "assets/[name][extname]",
      },
    },
  },
};

const REPLAY: UserConfig = {
  build: {
    outDir: "../../../assessor_server/web/static/vr",
    emptyOutDir: true,
    copyPublicDir: false,
    target: "es2022",
    modulePreload: false,
    rolldownOptions: {
      input: "src/replay.ts",
      preserveEntrySignatures: "strict",
      output: { entryFileNames: "replay.js" },
    },
  },
};

export default defineConfig(({ mode }) => ({
  ...(mode === "replay" ? REPLAY : PAGE),
  // Where node_modules really lies must not show in what is built.
  resolve: { preserveSymlinks: true },
}));
