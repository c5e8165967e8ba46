import { describe, expect, test } from "vitest";
import { sameJson } from "@/state/json";
import { pick, seeded } from "@/testing/random";
import type { AnyEditor, Edit, JsonValue } from "./contract";

interface Example {
  readonly config: { readonly [name: string]: JsonValue };
  readonly value: JsonValue;
  readonly canonical?: JsonValue;
  readonly refused?: readonly string[];
}

type Gesture = Pick<Edit, "kind" | "args">;

export interface Conformance {
  readonly editor: AnyEditor;
  /** The examples that the Python validator is held against too. */
  readonly examples: string;
  readonly config: { readonly [name: string]: JsonValue };
  /** Values that reach the browser only from elsewhere: an editor cannot make them, so it need not refuse them. */
  gestures(random: () => number): Gesture;
}

/** The laws that every annotation type's editor obeys. */
export function conforms({ editor, examples, config, gestures }: Conformance): void {
  const lines = examples.split("\n").filter(Boolean);
  const cases = lines.map((line) => JSON.parse(line) as Example);

  describe(`the ${editor.type} editor`, () => {
    test.each(cases)("agrees with the server about $value", ({ config: given, value, refused }) => {
      expect(editor.check(value, given).length > 0).toBe(refused !== undefined);
    });

    test("undoes every edit by its inverse", () => {
      const random = seeded(17);
      let value = editor.empty(config);
      for (let step = 0; step < 300; step += 1) {
        const edit = gestures(random);
        const next = editor.reduce(value, edit);

        expect(sameJson(editor.reduce(next, editor.invert(value, edit)), value)).toBe(true);
        value = next;
      }
    });

    test("puts a value together again from its parts, and describes it in words", () => {
      const random = seeded(19);
      let value = editor.empty(config);
      for (let step = 0; step < 100; step += 1) {
        value = editor.reduce(value, gestures(random));
        const parts = editor.parts(value, config);

        if (parts.length > 0) expect(sameJson(editor.assemble(parts, config), value)).toBe(true);
        expect(editor.describe(value, config).join("")).not.toBe("");
      }
    });

    test("leaves an unanswered question unanswered: the empty value is refused or meant", () => {
      const empty = editor.empty(config);

      expect(editor.check(empty, config).length > 0).toBe(true);
    });

    test("names the edit it does not know", () => {
      expect(() => editor.reduce(editor.empty(config), { kind: "no_such_edit", args: null })).toThrow(RangeError);
    });
  });
}

export const anyOf = <T>(random: () => number, list: readonly T[]): T => pick(random, list);
