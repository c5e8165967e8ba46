export * from "./contract";
export { ariaKeys, KeyHint, keyWords } from "./KeyHint";
export { labelColor } from "./labelColor";
