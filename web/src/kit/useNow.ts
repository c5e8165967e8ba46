import { useEffect, useState } from "react";

const MINUTE = 60_000;

/** The time, told again every half minute, for "2 min ago"; every second while `since` is less than a minute past. */
export function useNow(since: number | null = null): number {
  const [now, setNow] = useState(() => Date.now());
  const isFresh = since !== null && now - since < MINUTE;
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), isFresh ? 1000 : MINUTE / 2);
    return () => clearInterval(timer);
  }, [isFresh]);
  return now;
}
