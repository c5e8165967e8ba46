import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useSession } from "@/kit/session";
import { input, isActive, startActivity, tick, visible, type Activity } from "@/state/activity";
import { WorkStore, type Snapshot } from "./store";
import { workApi } from "./workApi";

export function useWorkStore(project: string): readonly [WorkStore, Snapshot] {
  const { account } = useSession();
  const store = useMemo(() => new WorkStore(workApi(project), project, account), [project, account]);
  const started = useRef<WorkStore | null>(null);
  useEffect(() => {
    if (started.current !== store) void store.start();
    started.current = store;
    window.addEventListener("pagehide", store.flush);
    window.addEventListener("online", store.resume);
    return () => {
      store.flush();
      window.removeEventListener("pagehide", store.flush);
      window.removeEventListener("online", store.resume);
    };
  }, [store]);
  return [store, useSyncExternalStore(store.subscribe, store.get)];
}

/** Active time of one sitting; only that there was input counts, never which. It ticks outside React, so that a second passing draws nothing but the clock. */
export class ActiveClock {
  #activity: Activity;
  #taken = 0;
  #listeners = new Set<() => void>();
  #shown: Shown = { ms: 0, isRunning: true };

  constructor(now: number) {
    this.#activity = startActivity(now);
  }

  get = (): Shown => this.#shown;
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  listen(): () => void {
    const onInput = (): void => void (this.#activity = input(this.#activity, Date.now()));
    const onVisible = (): void => void (this.#activity = visible(this.#activity, !document.hidden, Date.now()));
    const timer = setInterval(() => this.#tick(), 1000);
    const kinds = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"] as const;
    for (const kind of kinds) window.addEventListener(kind, onInput, { passive: true });
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      clearInterval(timer);
      for (const kind of kinds) window.removeEventListener(kind, onInput);
      document.removeEventListener("visibilitychange", onVisible);
    };
  }

  /** Active milliseconds since the last call: the claimed time of one answer. */
  take = (): number => {
    this.#activity = tick(this.#activity, Date.now());
    const ms = this.#activity.activeMs - this.#taken;
    this.#taken = this.#activity.activeMs;
    return ms;
  };

  #tick(): void {
    this.#activity = tick(this.#activity, Date.now());
    this.#shown = { ms: this.#activity.activeMs, isRunning: isActive(this.#activity, Date.now()) };
    for (const listener of this.#listeners) listener();
  }
}

export interface Shown {
  readonly ms: number;
  readonly isRunning: boolean;
}

export function useActiveClock(): ActiveClock {
  const [clock] = useState(() => new ActiveClock(Date.now()));
  useEffect(() => clock.listen(), [clock]);
  return clock;
}
