import { useState, type ReactNode } from "react";
import { getText } from "@/api/client";
import type { Receipt } from "@/api/schema";
import { announce } from "@/kit/announcer";
import { browserCrypto } from "../crypto";
import { checkReceipts, type ReceiptsFound } from "@/state/receipts";
import { StateSign } from "@/view";
import { m } from "../messages/receipts";

interface ReceiptCheckProps {
  readonly project: string;
  readonly vkey: string;
  readonly kept: readonly Receipt[];
  readonly nothing: boolean;
}

type Result = { readonly found: ReceiptsFound } | { readonly fault: string } | null;

export function ReceiptCheck({ project, vkey, kept, nothing }: ReceiptCheckProps): ReactNode {
  const [result, setResult] = useState<Result>(null);
  const [isChecking, setChecking] = useState(false);
  const path = `/projects/${project}/receipts.jsonl`;
  const check = async (): Promise<void> => {
    setChecking(true);
    try {
      const found = await checkReceipts(browserCrypto, await getText(path), vkey, kept);
      setResult({ found });
      announce(found.broken.length === 0 ? m.holds(found.n, found.size) : m.failed, found.broken.length === 0 ? "polite" : "assertive");
    } catch (error) {
      setResult({ fault: error instanceof Error ? error.message : String(error) });
      announce(m.failed, "assertive");
    } finally {
      setChecking(false);
    }
  };
  return (
    <div className="stack">
      <section className="card" aria-labelledby="hold">
        <div className="proof-head">
          <h2 id="hold">{m.proof}</h2>
          <p className="small">{m.why}</p>
          <button type="button" className="btn primary" disabled={nothing || isChecking} onClick={() => void check()}>
            {isChecking ? m.checking : m.check}
          </button>
        </div>
        {result === null ? null : "fault" in result ? <Row state="failed" title={m.failed} text={result.fault} /> : <Found found={result.found} nKept={kept.length} />}
      </section>
      <section className="card pad">
        <h2>{m.takeAlong}</h2>
        <p className="small">{m.takeText}</p>
        {nothing ? null : (
          <a className="btn" href={`/v1${path}`} download="receipts.jsonl">
            {m.download}
          </a>
        )}
        <pre className="command">{m.command}</pre>
      </section>
    </div>
  );
}

function Found({ found, nKept }: { readonly found: ReceiptsFound; readonly nKept: number }): ReactNode {
  const nOld = nKept - found.nNewer;
  return (
    <>
      {found.broken.map(({ index, why }) => (
        <Row key={index} state="failed" title={m.failed} text={m.broken(index, why)} />
      ))}
      <Row state="passed" title={m.holds(found.n, found.size)} text={found.nNewer > 0 ? m.newer(found.nNewer) : ""} />
      {found.broken.length === 0 ? <Row state={nOld > 0 ? "passed" : "none"} title={m.agree(nOld)} text="" /> : null}
    </>
  );
}

interface RowProps {
  readonly state: "passed" | "failed" | "none";
  readonly title: string;
  readonly text: string;
}

function Row({ state, title, text }: RowProps): ReactNode {
  return (
    <div className="check">
      <StateSign state={state} />
      <div>
        <h3>{title}</h3>
        {text ? <p>{text}</p> : null}
      </div>
    </div>
  );
}
