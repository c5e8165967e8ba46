import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";
import { answer } from "./routes.ts";

/** A server in memory for working on screens: seeded, forgetful, and never part of a build. */
export function fakeServer(): Plugin {
  return {
    name: "labelproof-fake",
    configureServer(server) {
      server.middlewares.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
        if (!request.url?.startsWith("/v1/")) return next();
        const parts: Buffer[] = [];
        request.on("data", (part: Buffer) => parts.push(part));
        request.on("end", () => {
          const text = Buffer.concat(parts).toString("utf8");
          const [status, body] = answer(request.method ?? "GET", request.url ?? "", text ? JSON.parse(text) : undefined);
          response.statusCode = status;
          response.setHeader("Content-Type", "application/json");
          response.end(body === undefined ? "" : JSON.stringify(body));
        });
      });
    },
  };
}
