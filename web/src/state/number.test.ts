import { expect, test } from "vitest";
import { bytesText, coefficient, grouped, itemName, shortId } from "./number";

test("coefficients carry no leading zero, and a real minus sign", () => {
  expect([coefficient(0.784), coefficient(-0.1), coefficient(1), coefficient(-0.001)]).toEqual([".78", "−.10", "1.00", ".00"]);
});

test("thousands are parted by a narrow space that does not break", () => {
  expect(grouped(81204)).toBe("81\u202F204");
});

test("sizes are told in the unit that reads best", () => {
  expect([bytesText(900), bytesText(1840211), bytesText(18_300_000)]).toEqual(["900 B", "1.8 MB", "18 MB"]);
});

test("ids that came in together are told apart by their ends, and an id from elsewhere stands whole", () => {
  expect([shortId("3kPq9ZbT2mWx0001abcd"), shortId("3kPq9ZbT2mWx0001abce")]).toEqual(["…0001abcd", "…0001abce"]);
  expect(itemName({ item: "3kPq9ZbT2mWx0001abcd", external_id: "notice-1" })).toBe("notice-1");
});
