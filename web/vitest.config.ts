// Apart from vite.config.ts: the wheel is built where vitest is not installed.
import { fileURLToPath } from "node:url";
import { defineConfig, mergeConfig } from "vitest/config";
import viteConfig from "./vite.config.ts";

// East of where times are kept: in UTC a day in the wrong zone would look right.
process.env.TZ = "Pacific/Auckland";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig((env) =>
  mergeConfig(viteConfig(env), {
    test: {
      environment: "node",
      isolate: false,
      include: ["src/**/*.test.{ts,tsx}", "../src/labelproof/types/*/editor.test.{ts,tsx}"],
      setupFiles: [here("./src/testing/setup.ts")],
    },
  }),
);
