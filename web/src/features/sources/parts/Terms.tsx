import type { ReactNode } from "react";
import { TextField } from "@/view";
import { m } from "../messages/en";

export interface TermsText {
  readonly name: string;
  readonly source: string;
  readonly licence: string;
  readonly consent: string;
  readonly purpose: string;
  readonly jurisdiction: string;
  readonly language: string;
}

export const emptyTerms: TermsText = { name: "", source: "", licence: "", consent: "", purpose: "", jurisdiction: "", language: "" };

interface TermsProps {
  readonly terms: TermsText;
  readonly onChange: (terms: TermsText) => void;
}

export function Terms({ terms, onChange }: TermsProps): ReactNode {
  const set = (field: keyof TermsText) => (text: string) => onChange({ ...terms, [field]: text });
  return (
    <fieldset>
      <legend>
        <b>{m.terms}</b> <span className="small">{m.termsText}</span>
      </legend>
      <div className="fields" style={{ paddingBlockStart: 8 }}>
        <TextField label={m.name} value={terms.name} onChange={set("name")} />
        <TextField label={m.source} hint={m.sourceHint} value={terms.source} onChange={set("source")} />
        <TextField label={m.licence} hint={m.licenceHint} value={terms.licence} onChange={set("licence")} />
        <TextField label={m.consent} hint={m.consentHint} value={terms.consent} onChange={set("consent")} />
        <TextField label={m.purpose} hint={m.purposeHint} value={terms.purpose} onChange={set("purpose")} />
        <TextField label={m.jurisdiction} value={terms.jurisdiction} onChange={set("jurisdiction")} />
        <TextField label={m.language} hint={m.languageHint} value={terms.language} onChange={set("language")} />
      </div>
    </fieldset>
  );
}
