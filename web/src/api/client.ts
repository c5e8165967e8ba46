import type { JsonValue } from "@/state/json";
import type { CommandAnswer, Problem } from "./schema";

/** A named no from the server, or the network's. `status` 0 means that nothing answered. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`);
    this.problem = problem;
  }

  get isUnsent(): boolean {
    return this.problem.status === 0 || this.problem.status === 429 || this.problem.status >= 500;
  }
}

let csrf = "";
let signedOut: () => void = () => undefined;

export const setCsrf = (token: string): void => void (csrf = token);
export const onSignedOut = (f: () => void): void => void (signedOut = f);

const OFFLINE: Problem = {
  status: 0,
  code: "network.unreachable",
  detail: "The server did not answer.",
  fix: "Check the connection; what you did is kept on this device.",
};

async function call(method: string, path: string, body?: unknown): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET") headers["X-CSRF-Token"] = csrf;
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (body !== undefined) init.body = JSON.stringify(body);
  let response: Response;
  try {
    response = await fetch(`/v1${path}`, init);
  } catch {
    throw new ApiError(OFFLINE);
  }
  if (response.ok) return response;
  if (response.status === 401 && !path.startsWith("/session")) signedOut();
  throw new ApiError(await problemOf(response));
}

async function problemOf(response: Response): Promise<Problem> {
  const fallback: Problem = {
    status: response.status,
    code: `http.${response.status}`,
    detail: `The server answered ${response.status}.`,
    fix: "Try again; if it stays, tell whoever runs this server.",
  };
  try {
    return { ...fallback, ...((await response.json()) as Partial<Problem>), status: response.status };
  } catch {
    return fallback;
  }
}

async function json<T>(response: Promise<Response>): Promise<T> {
  const answered = await response;
  return answered.status === 204 ? (undefined as T) : ((await answered.json()) as T);
}

export const getJson = <T>(path: string): Promise<T> => json<T>(call("GET", path));
export const postJson = <T>(path: string, body: unknown): Promise<T> => json<T>(call("POST", path, body));
export const putJson = (path: string, body: unknown): Promise<void> => json<void>(call("PUT", path, body));
export const deleteJson = (path: string): Promise<void> => json<void>(call("DELETE", path));

/** A file of the API as text. */
export async function getText(path: string): Promise<string> {
  return (await call("GET", path)).text();
}

/** A tile of hashes of a log, as published; members read their project's tiles with their session. */
export async function getTile(origin: string, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(`/log/${origin}/${path}`, { credentials: "same-origin" });
  if (!response.ok) throw new ApiError(await problemOf(response));
  return new Uint8Array(await response.arrayBuffer());
}

/** Flushes a draft while the page goes away: the browser finishes the request by itself. */
export function putOnLeaving(path: string, body: unknown): void {
  void fetch(`/v1${path}`, {
    method: "PUT",
    keepalive: true,
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    body: JSON.stringify(body),
  }).catch(() => undefined);
}

export const newKey = (): string => crypto.randomUUID();

/** Every change is a command with an idempotency key: sent twice, it happens once. */
export function command(
  name: string,
  project: string | null,
  args: { readonly [name: string]: JsonValue | undefined },
  key: string = newKey(),
): Promise<CommandAnswer> {
  return postJson<CommandAnswer>(`/commands/${name}`, { project, key, args });
}
