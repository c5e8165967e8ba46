import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "@/view/tokens.css";
import "@/view/base.css";
import "@/view/parts.css";
import "@/view/tabs.css";
import "@/view/prose.css";
import "@/view/forms.css";
import "./shell.css";
import { App } from "./App";
import { applyTheme, storedTheme } from "./theme";

applyTheme(storedTheme());
const root = document.getElementById("app");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
