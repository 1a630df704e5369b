/**
 * With many devices in one tenant each act would send all of them to pull; then what comes within a while is told together. Chosen: up to
 * ten devices hear of each act at once, a hundred at most twenty times a second, and nobody later than after a quarter of a second.
 */
const heardAtOnce = 10;
const gatherMsADevice = 0.5;
const mostGatherMs = 250;

export type NewsOf = {
  /** There is news of this tenant up to `n`. */
  readonly tell: (orgId: string, n: number) => void;
  readonly devicesOf: (orgId: string) => number;
};
export type GatheredNews = { readonly news: NewsOf['tell']; readonly stop: () => void };

/** Passes news on: the first at once, and what comes within a while after it together at that while's end. */
export function gatherNews({ tell, devicesOf }: NewsOf): GatheredNews {
  const gathering = new Map<string, { newest: number | undefined; readonly timer: NodeJS.Timeout }>();
  const news = (orgId: string, n: number): void => {
    const open = gathering.get(orgId);
    if (open) {
      open.newest = Math.max(open.newest ?? 0, n);
      return;
    }
    tell(orgId, n);
    const devices = devicesOf(orgId);
    if (devices <= heardAtOnce) return;
    const close = (): void => {
      const newest = gathering.get(orgId)?.newest;
      gathering.delete(orgId);
      if (newest !== undefined) news(orgId, newest);
    };
    const timer = setTimeout(close, Math.min(devices * gatherMsADevice, mostGatherMs));
    gathering.set(orgId, { newest: undefined, timer });
  };
  return {
    news,
    stop() {
      for (const { timer } of gathering.values()) clearTimeout(timer);
      gathering.clear();
    },
  };
}
