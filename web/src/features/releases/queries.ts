import { useInfiniteQuery, useQuery, type InfiniteData, type UseInfiniteQueryResult, type UseQueryResult } from "@tanstack/react-query";
import { getJson } from "@/api/client";
import type { NamedItem } from "@/api/listed";
import type { Release, ReleasePage, ReleaseRow } from "@/api/schema";

export const useReleases = (project: string): UseQueryResult<readonly Release[]> =>
  useQuery({
    queryKey: [project, "releases"],
    queryFn: async () => (await getJson<{ releases: readonly Release[] }>(`/projects/${project}/releases`)).releases,
    refetchInterval: (query) => (query.state.data?.some((r) => r.bundle === "sealing") ? 2000 : false),
  });

export const useRelease = (project: string, release: string): UseQueryResult<ReleasePage> =>
  useQuery({
    queryKey: [project, "release", release],
    queryFn: () => getJson<ReleasePage>(`/projects/${project}/releases/${release}`),
    refetchInterval: (query) => (query.state.data?.bundle === "sealing" ? 2000 : false),
  });

interface Rows {
  readonly rows: readonly ReleaseRow[];
  /** The items of these rows, by id. */
  readonly items?: { readonly [item: string]: NamedItem };
}

const PAGE = 100;

export const useRows = (project: string, release: string, isWanted: boolean): UseInfiniteQueryResult<InfiniteData<Rows>> =>
  useInfiniteQuery({
    queryKey: [project, "rows", release],
    enabled: isWanted,
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      getJson<Rows>(`/projects/${project}/releases/${release}/rows?limit=${PAGE}${pageParam ? `&after=${encodeURIComponent(pageParam)}` : ""}`),
    getNextPageParam: (last) => (last.rows.length < PAGE ? undefined : last.rows.at(-1)?.row_id),
  });
