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

export interface ActiveTime {
  readonly ms: number;
  readonly isRunning: boolean;
  /** Active milliseconds since the last call: the claimed time of one answer. */
  take(): number;
}

/** Active time of this sitting, ticking once a second; only that there was input counts, never which. */
export function useActiveTime(): ActiveTime {
  const [began] = useState(() => startActivity(Date.now()));
  const activity = useRef<Activity>(began);
  const taken = useRef(0);
  const [shown, setShown] = useState({ ms: 0, isRunning: true });
  useEffect(() => {
    const now = (): number => Date.now();
    const onInput = (): void => void (activity.current = input(activity.current, now()));
    const onVisible = (): void => void (activity.current = visible(activity.current, !document.hidden, now()));
    const timer = setInterval(() => {
      activity.current = tick(activity.current, now());
      setShown({ ms: activity.current.activeMs, isRunning: isActive(activity.current, now()) });
    }, 1000);
    const kinds = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"] as const;
    for (const kind of kinds) window.addEventListener(kind, onInput, { passive: true });
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      clearInterval(timer);
      for (const kind of kinds) window.removeEventListener(kind, onInput);
      document.removeEventListener("visibilitychange", onVisible);
    };
  }, []);
  const take = (): number => {
    activity.current = tick(activity.current, Date.now());
    const ms = activity.current.activeMs - taken.current;
    taken.current = activity.current.activeMs;
    return ms;
  };
  return { ...shown, take };
}
