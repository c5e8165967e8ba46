import { ApiError, getJson, postJson, putJson, putOnLeaving } from "@/api/client";
import type { CommandAnswer, OwnAnswer, SubmissionAnswer, WorkBatch } from "@/api/schema";
import type { Outcome } from "@/offline/sender";
import type { OutboxEntry } from "@/state/outbox";
import type { Answers } from "@/state/work";

/** What the workspace asks of the server, as a port: tests bring their own. */
export interface WorkApi {
  next(n: number): Promise<WorkBatch>;
  earlier(): Promise<readonly OwnAnswer[]>;
  send(entry: OutboxEntry): Promise<Outcome>;
  saveDraft(item: string, answers: Answers): Promise<void>;
  saveDraftOnLeaving(item: string, answers: Answers): void;
}

export function workApi(project: string): WorkApi {
  const base = `/projects/${project}`;
  const draftPath = (item: string): string => `${base}/drafts/${encodeURIComponent(item)}`;
  return {
    next: (n) => postJson<WorkBatch>(`${base}/work`, { n }),
    earlier: async () => (await getJson<{ answers: readonly OwnAnswer[] }>(`${base}/answers?limit=50`)).answers,
    send,
    saveDraft: (item, answers) => putJson(draftPath(item), { answers }),
    saveDraftOnLeaving: (item, answers) => putOnLeaving(draftPath(item), { answers }),
  };
}

async function send(entry: OutboxEntry): Promise<Outcome> {
  try {
    if (entry.kind === "submission") {
      const answer = await postJson<SubmissionAnswer>(`/projects/${entry.project}/submissions`, entry.body);
      return { kind: "received", eventId: answer.receipt.event_id, answer };
    }
    const command = { project: entry.project, key: entry.key, args: entry.body };
    const answer = await postJson<CommandAnswer>(`/commands/${entry.path}`, command);
    return { kind: "received", eventId: answer.receipts[0]?.event_id ?? "", answer };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.isUnsent) return { kind: "unsent", why: error.problem.status === 0 ? "offline" : "busy" };
    if (error.problem.status === 401) return { kind: "unsent", why: "signed_out" };
    return { kind: "refused", refusal: error.problem };
  }
}
