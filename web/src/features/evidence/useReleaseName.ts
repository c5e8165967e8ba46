import { useQuery } from "@tanstack/react-query";
import { getJson } from "@/api/client";
import type { Release } from "@/api/schema";
import { dayText, timeText } from "@/state/messages";
import { shortId } from "@/state/number";

/** A release as its own page calls it: by the day and time it was asked for; by the end of its id until that is known. */
export function useReleaseName(project: string, release: string | null): string | null {
  const { data } = useQuery({
    queryKey: [project, "releases"],
    queryFn: async () => (await getJson<{ releases: readonly Release[] }>(`/projects/${project}/releases`)).releases,
    enabled: release !== null,
  });
  if (release === null) return null;
  const found = data?.find((r) => r.release === release);
  return found ? `${dayText(found.requested_at)} ${timeText(found.requested_at)}` : shortId(release);
}
