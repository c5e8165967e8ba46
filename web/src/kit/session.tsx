import { createContext, use } from "react";
import type { Role, Session } from "@/api/schema";

export const SessionContext = createContext<Session | null>(null);

/** The signed-in person. Screens behind the sign-in may rely on it. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error("no session: this screen stands outside the signed-in part");
  return session;
}

export const hasRole = (roles: readonly Role[], ...wanted: readonly Role[]): boolean => wanted.some((r) => roles.includes(r));
export const leads = (roles: readonly Role[]): boolean => hasRole(roles, "owner", "lead");

/** The log shows who answered what and when: members who only annotate do not read it. */
export const seesLog = (roles: readonly Role[]): boolean => hasRole(roles, "owner", "lead", "adjudicator", "auditor");
