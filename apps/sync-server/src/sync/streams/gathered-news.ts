/**
 * With many devices that may see the same records, each act would make all of them pull. So the news of a short window
 * is sent together. Chosen: up to ten devices are notified of each act immediately, and a hundred devices at most fifty
 * times a second. Every device is notified within a quarter of a second. Measured with a hundred devices: the slowest
 * hundredth saw an edit after 106 ms with 0.5 ms for each device, and after 73 ms with 0.2 ms. Less than 0.2 ms gained
 * nothing.
 */
const heardAtOnce = 10;
const gatherMsADevice = 0.2;
const mostGatherMs = 250;

export type GatheredNews<Listener> = {
  /** Reports news of this tenant up to `n` for these listeners. */
  readonly news: (orgId: string, n: number, listeners: Iterable<Listener>) => void;
  readonly stop: () => void;
};

type Gathering<Listener> = {
  readonly told: Set<Listener>;
  readonly waiting: Map<Listener, number>;
  readonly timer: NodeJS.Timeout;
};

/**
 * Passes news on. Devices already notified in the current window get the remaining news when it ends. Other devices are
 * notified immediately.
 */
export function gatherNews<Listener>(
  tell: (orgId: string, told: ReadonlyMap<Listener, number>) => void,
): GatheredNews<Listener> {
  const gatherings = new Map<string, Gathering<Listener>>();
  const gather = (orgId: string, told: Set<Listener>): void => {
    if (told.size <= heardAtOnce) return;
    const waiting = new Map<Listener, number>();
    const close = (): void => {
      gatherings.delete(orgId);
      if (waiting.size > 0) tell(orgId, waiting);
      gather(orgId, new Set(waiting.keys()));
    };
    const timer = setTimeout(close, Math.min(told.size * gatherMsADevice, mostGatherMs));
    gatherings.set(orgId, { told, waiting, timer });
  };
  return {
    news(orgId, n, listeners) {
      const open = gatherings.get(orgId);
      const told = open?.told ?? new Set();
      const atOnce = new Map<Listener, number>();
      for (const listener of listeners) {
        if (open && told.has(listener)) {
          open.waiting.set(listener, Math.max(open.waiting.get(listener) ?? 0, n));
        } else {
          atOnce.set(listener, n);
          told.add(listener);
        }
      }
      if (atOnce.size > 0) tell(orgId, atOnce);
      if (!open) gather(orgId, told);
    },
    stop() {
      for (const { timer } of gatherings.values()) clearTimeout(timer);
      gatherings.clear();
    },
  };
}
