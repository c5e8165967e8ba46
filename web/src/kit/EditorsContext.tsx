import { createContext, use } from "react";
import type { AnyEditor } from "./contract";

export type EditorLoader = (type: string) => Promise<AnyEditor>;

/** Features reach editors by the name of their type; only app knows where they lie. */
export const EditorsContext = createContext<EditorLoader>(() => Promise.reject(new Error("no editors")));

export const useEditorLoader = (): EditorLoader => use(EditorsContext);
