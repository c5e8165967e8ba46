import { expect, test } from "vitest";
import { dayText, lastDayText } from "./messages";

const noon = (year: number, month: number, day: number): number => new Date(year, month - 1, day, 12).getTime();

test("a day of this year is said without it", () => {
  expect(dayText(noon(2026, 1, 31), noon(2026, 11, 25))).toBe("31 Jan");
});

test("a day of another year is said with it", () => {
  const now = noon(2026, 11, 25);

  expect([dayText(noon(2027, 1, 31), now), dayText(noon(2025, 12, 31), now)]).toEqual(["31 Jan 2027", "31 Dec 2025"]);
});

test("a last day is the same day east of where it was kept", () => {
  expect(lastDayText(Date.UTC(2027, 0, 31, 23, 59, 59))).toBe("31 Jan 2027");
});
