export { Dialog } from "./Dialog";
export { Field, TextField } from "./Field";
export { Backward, Mark, Onward, Shield, Sign, StateSign, Tick } from "./marks";
export { Interval, Progress, intervalWords, measureText, whyUndefined } from "./measures";
export { Loaded, Page } from "./Page";
export { ProblemNote } from "./ProblemNote";
export { RenderedHtml } from "./RenderedHtml";
export { Seal } from "./Seal";
export { Tabs } from "./Tabs";
