import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { ApiError, deleteJson, getJson, onSignedOut, setCsrf } from "@/api/client";
import type { Session } from "@/api/schema";

const KEY = ["session"];

export interface SignedIn {
  readonly session: Session | null | undefined;
  readonly error: unknown;
}

/** The session, null when signed out, undefined while it is being asked for. */
export function useSignedIn(): SignedIn {
  const client = useQueryClient();
  const { data, error } = useQuery({ queryKey: KEY, queryFn: readSession, staleTime: 600_000 });
  useEffect(() => onSignedOut(() => client.setQueryData(KEY, null)), [client]);
  useEffect(() => setCsrf(data?.csrf ?? ""), [data]);
  return { session: data, error: data === undefined ? error : null };
}

async function readSession(): Promise<Session | null> {
  try {
    const session = await getJson<Session>("/session");
    setCsrf(session.csrf);
    return session;
  } catch (error) {
    if (error instanceof ApiError && error.problem.status === 401) return null;
    throw error;
  }
}

/** What one person was shown is gone before another signs in. */
const forgetOthers = (client: QueryClient): void => client.removeQueries({ predicate: (q) => q.queryKey[0] !== KEY[0] });

export function useTakeSession(): (session: Session) => void {
  const client = useQueryClient();
  return (session) => {
    setCsrf(session.csrf);
    client.setQueryData(KEY, session);
    forgetOthers(client);
  };
}

export function useSignOut(): () => void {
  const client = useQueryClient();
  return () => {
    void deleteJson("/session").finally(() => {
      client.setQueryData(KEY, null);
      forgetOthers(client);
    });
  };
}
