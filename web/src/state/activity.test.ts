import { expect, test } from "vitest";
import { clockText, input, isActive, startActivity, tick, visible } from "./activity";

test("time counts up to a minute after the last input and no further", () => {
  const a = tick(startActivity(0), 300_000);

  expect(a.activeMs).toBe(60_000);
  expect(isActive(a, 300_000)).toBe(false);
});

test("input after a pause does not count the pause", () => {
  const a = tick(input(startActivity(0), 200_000), 210_000);

  expect(a.activeMs).toBe(70_000);
});

test("a hidden tab does not count", () => {
  const a = tick(visible(startActivity(0), false, 5_000), 30_000);

  expect(a.activeMs).toBe(5_000);
});

test("ticking often and ticking once count the same", () => {
  let often = startActivity(0);
  for (let t = 0; t <= 40_000; t += 700) often = tick(often, t);

  expect(tick(often, 40_000).activeMs).toBe(tick(startActivity(0), 40_000).activeMs);
});

test("the clock shows minutes and seconds, and hours when there are any", () => {
  expect(clockText(401_000)).toBe("06:41");
  expect(clockText(3_661_000)).toBe("1:01:01");
});
