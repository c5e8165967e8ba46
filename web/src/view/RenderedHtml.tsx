import { useLayoutEffect, useRef, type ReactNode } from "react";

interface Policy {
  createHTML(html: string): string;
}

interface Factory {
  createPolicy(name: string, rules: Policy): Policy;
}

// The one way for markup into the page: what the server rendered and sanitised when the guideline was published.
const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
const policy: Policy = factory?.createPolicy("labelproof", { createHTML: (html) => html }) ?? { createHTML: (html) => html };

export function RenderedHtml({ html, className }: { readonly html: string; readonly className?: string }): ReactNode {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (ref.current) ref.current.innerHTML = policy.createHTML(html);
  }, [html]);
  return <div ref={ref} className={`prose ${className ?? ""}`} />;
}
