import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { getJson } from "@/api/client";
import type { Agreement, Guideline, Overview, ProjectLine, Taxonomy } from "@/api/schema";

/** Reads that more than one room shows. Keys begin with the project, so that one command refreshes all of it. */
export const useProjects = (): UseQueryResult<readonly ProjectLine[]> =>
  useQuery({
    queryKey: ["projects"],
    queryFn: async () => (await getJson<{ projects: readonly ProjectLine[] }>("/projects")).projects,
  });

const SIGNED_SOON_MS = 3_000;

/** With `isFollowed` it is asked for again while the log has events that no checkpoint covers yet. */
export const useOverview = (project: string, isFollowed = false): UseQueryResult<Overview> =>
  useQuery({
    queryKey: [project, "overview"],
    queryFn: () => getJson<Overview>(`/projects/${project}`),
    enabled: project !== "",
    refetchInterval: (query) => {
      const log = query.state.data?.log;
      return isFollowed && log && (log.checkpoint_size ?? 0) < log.size ? SIGNED_SOON_MS : false;
    },
  });

export const useAgreement = (project: string, isWanted: boolean): UseQueryResult<Agreement> =>
  useQuery({
    queryKey: [project, "agreement"],
    queryFn: () => getJson<Agreement>(`/projects/${project}/agreement`),
    enabled: isWanted,
  });

export const useGuideline = (project: string, version: number | null = null, isWanted = true): UseQueryResult<Guideline> =>
  useQuery({
    queryKey: [project, "guideline", version],
    queryFn: () => getJson<Guideline>(`/projects/${project}/guideline${version === null ? "" : `?version=${version}`}`),
    enabled: isWanted,
    staleTime: 300_000,
  });

export const useTaxonomy = (project: string, isWanted = true): UseQueryResult<Taxonomy> =>
  useQuery({
    queryKey: [project, "taxonomy"],
    queryFn: () => getJson<Taxonomy>(`/projects/${project}/taxonomy`),
    enabled: isWanted,
    staleTime: 300_000,
  });

/** After a command: everything shown about this project is read again. */
export function useRefresh(project: string): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: [project] }),
      client.invalidateQueries({ queryKey: ["projects"] }),
    ]);
  };
}
