import type { ComponentType } from "react";
import type { JsonValue } from "@/state/json";
import type { Part } from "@/state/parts";

export type { JsonValue, Part };

export type InputKind = "key" | "pointer" | "touch" | "pen" | "paste" | "suggestion";

/** One gesture on a value. `at` counts milliseconds since the showing began. */
export interface Edit {
  readonly kind: string;
  readonly at: number;
  readonly args: JsonValue;
  readonly input: InputKind;
}

export interface ItemView {
  readonly item: string;
  readonly content: { readonly [field: string]: string };
  readonly language?: string | null;
}

export interface ValueProblem {
  readonly code: string;
  readonly what: string;
}

export interface EditorPorts {
  announce(text: string, how?: "polite" | "assertive"): void;
}

export interface EditorProps<V extends JsonValue = JsonValue, C = unknown> {
  readonly id: string;
  readonly value: V;
  readonly config: C;
  readonly item: ItemView;
  readonly readOnly: boolean;
  readonly ports: EditorPorts;
  emit(edit: Pick<Edit, "kind" | "args" | "input">): void;
}

/** What an annotation type brings to the browser. Everything but the components is pure. */
export interface EditorModule<V extends JsonValue = JsonValue, C = unknown> {
  readonly type: string;
  readonly version: number;
  empty(config: C): V;
  check(value: V, config: C): readonly ValueProblem[];
  reduce(value: V, edit: Pick<Edit, "kind" | "args">): V;
  invert(value: V, edit: Pick<Edit, "kind" | "args">): Pick<Edit, "kind" | "args">;
  /** The edit a key asks for while this question has the keys; null when the key means nothing here. */
  keyed(value: V, config: C, key: string): Pick<Edit, "kind" | "args"> | null;
  /** Whether this edit alone completes the answer, so that a task of one question may advance. */
  completes(config: C, edit: Pick<Edit, "kind">): boolean;
  isTyping(edit: Pick<Edit, "kind">): boolean;
  parts(value: V, config: C): readonly Part[];
  /** The value made of these parts, for a person who takes some from one side and some from another. */
  assemble(parts: readonly Part[], config: C): V;
  describe(value: V, config: C): readonly string[];
  readonly Editor: ComponentType<EditorProps<V, C>>;
}

/** A module whose value and config types are its own business; the shell passes both through untouched. */
export type AnyEditor = EditorModule<JsonValue, unknown>;

export const forShell = <V extends JsonValue, C>(module: EditorModule<V, C>): AnyEditor => module as unknown as AnyEditor;
