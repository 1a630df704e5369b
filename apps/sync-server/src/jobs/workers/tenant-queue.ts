/** Tenants that wait for work: each once, one at a time, in order of arrival. */
export type TenantQueue = {
  readonly wake: (orgId: string) => void;
  /** Lets the current tenant finish and takes no other. */
  readonly stop: () => Promise<void>;
};

/**
 * Creates a queue. `work` handles its own errors. An error that it throws ends the queue's turn. Waiting tenants
 * continue at the next wake.
 */
export function tenantQueue(work: (orgId: string) => Promise<void>): TenantQueue {
  const waiting = new Set<string>();
  const state: { running: Promise<void> | undefined; isStopping: boolean } = { running: undefined, isStopping: false };
  const workOff = async (): Promise<void> => {
    for (const orgId of waiting) {
      if (state.isStopping) return;
      waiting.delete(orgId); // a tenant that is woken during its own work comes once more
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
