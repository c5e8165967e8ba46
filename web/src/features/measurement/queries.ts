import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { getJson } from "@/api/client";
import type { AnnotatorVotes, Quality, RecordedMeasure } from "@/api/quality";

export const useQuality = (project: string): UseQueryResult<Quality> =>
  useQuery({ queryKey: [project, "quality"], queryFn: () => getJson<Quality>(`/projects/${project}/quality`) });

export const useMeasures = (project: string): UseQueryResult<readonly RecordedMeasure[]> =>
  useQuery({
    queryKey: [project, "measures"],
    queryFn: async () => (await getJson<{ measures: readonly RecordedMeasure[] }>(`/projects/${project}/measures`)).measures,
  });

export const useAnnotatorVotes = (project: string, member: string): UseQueryResult<AnnotatorVotes> =>
  useQuery({
    queryKey: [project, "quality", member],
    queryFn: () => getJson<AnnotatorVotes>(`/projects/${project}/quality/annotators/${member}`),
  });
