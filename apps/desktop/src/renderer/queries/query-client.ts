import { QueryClient } from '@tanstack/react-query';

/**
 * Creates a short-lived cache over the bridge (D-3). Queries always run, because the replica is on this machine and needs no
 * network (TanStack would pause them offline). They are never retried, because a refusal is final. Answers are fresh until
 * the change stream invalidates them.
 */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        retry: false,
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 30_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
