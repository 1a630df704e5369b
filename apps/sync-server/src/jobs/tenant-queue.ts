/** Tenants that wait for work: each once, one at a time, in the order in which they came. */
export type TenantQueue = {
  readonly wake: (orgId: string) => void;
  /** Lets the tenant under way finish and takes no other. */
  readonly stop: () => Promise<void>;
};

/** `work` deals with its own errors: one that it throws ends the queue's turn, and what waits goes on with the next wake. */
export function tenantQueue(work: (orgId: string) => Promise<void>): TenantQueue {
  const waiting = new Set<string>();
  const state: { running: Promise<void> | undefined; isStopping: boolean } = { running: undefined, isStopping: false };
  const workOff = async (): Promise<void> => {
    for (const orgId of waiting) {
      if (state.isStopping) return;
      waiting.delete(orgId); // woken again while it is worked on, it comes once more
      await work(orgId);
    }
  };
  const start = (): void => {
    state.running ??= workOff().finally(() => {
      state.running = undefined;
      if (waiting.size > 0 && !state.isStopping) start();
    });
  };
  return {
    wake(orgId) {
      if (state.isStopping) return;
      waiting.add(orgId);
      start();
    },
    async stop() {
      state.isStopping = true;
      await state.running;
    },
  };
}
