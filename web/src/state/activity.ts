/** Active time: the tab is visible and there was input within the last minute. It pauses visibly, never silently. */
export const IDLE_MS = 60_000;

export interface Activity {
  readonly activeMs: number;
  readonly lastInputAt: number;
  readonly lastTickAt: number;
  readonly isVisible: boolean;
}

export const startActivity = (now: number): Activity => ({
  activeMs: 0,
  lastInputAt: now,
  lastTickAt: now,
  isVisible: true,
});

export const isActive = (a: Activity, now: number): boolean => a.isVisible && now - a.lastInputAt < IDLE_MS;

/** Counts the time since the last tick, but none of it past the moment the person went idle. */
export function tick(a: Activity, now: number): Activity {
  const until = Math.min(now, a.lastInputAt + IDLE_MS);
  const gained = a.isVisible ? Math.max(0, until - a.lastTickAt) : 0;
  return { ...a, activeMs: a.activeMs + gained, lastTickAt: Math.max(now, a.lastTickAt) };
}

export const input = (a: Activity, now: number): Activity => ({ ...tick(a, now), lastInputAt: now });

export const visible = (a: Activity, isVisible: boolean, now: number): Activity => ({ ...tick(a, now), isVisible });

export function clockText(ms: number): string {
  const s = Math.floor(ms / 1000);
  const two = (n: number): string => String(n).padStart(2, "0");
  return s < 3600 ? `${two(Math.floor(s / 60))}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}
