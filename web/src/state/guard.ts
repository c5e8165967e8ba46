/** No answer to an unseen item: an answer key counts only once the item has painted and this long has passed. */
export const UNSEEN_MS = 150;

export interface Guard {
  readonly item: string;
  readonly paintedAt: number | null;
}

export const unseen = (item: string): Guard => ({ item, paintedAt: null });

export const painted = (guard: Guard, item: string, at: number): Guard =>
  guard.item === item && guard.paintedAt === null ? { item, paintedAt: at } : guard;

export function mayAnswer(guard: Guard, item: string, now: number, isRepeat: boolean): boolean {
  return !isRepeat && guard.item === item && guard.paintedAt !== null && now - guard.paintedAt >= UNSEEN_MS;
}
