import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { getJson, postJson } from "@/api/client";
import type { Dispute, Disputes } from "@/api/schema";

export const useDisputes = (project: string): UseQueryResult<Disputes> =>
  useQuery({
    queryKey: [project, "disputes"],
    queryFn: () => getJson<Disputes>(`/projects/${project}/disputes?state=open`),
  });

/** Opening shows the answers, which is an act the log records: it is asked for once and never again by itself. */
export const useOpenedDispute = (project: string, dispute: string): UseQueryResult<Dispute> =>
  useQuery({
    queryKey: ["opened", project, dispute],
    queryFn: () => postJson<Dispute>(`/projects/${project}/disputes/${dispute}/opened`, {}),
    staleTime: Infinity,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
