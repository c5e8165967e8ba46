export * from "./contract";
export { KeyHint } from "./KeyHint";
export { labelColor } from "./labelColor";
