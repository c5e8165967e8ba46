import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { fakeServer } from "./dev/plugin.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// `vite` alone talks to the fake in web/dev; with LABELPROOF_SERVER it talks to a running server.
const server = process.env.LABELPROOF_SERVER;

export default defineConfig(({ command }) => ({
  root: here("."),
  plugins: [react(), ...(command === "serve" && !server && !process.env.VITEST ? [fakeServer()] : [])],
  resolve: { alias: { "@": here("./src"), "#types": here("../src/labelproof/types") } },
  build: {
    outDir: here("../src/labelproof/http/static"),
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    host: "127.0.0.1",
    fs: { allow: [here("..")] },
    ...(server ? { proxy: { "/v1": server, "/log": server } } : {}),
  },
}));
