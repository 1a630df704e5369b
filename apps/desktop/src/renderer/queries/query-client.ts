import { QueryClient } from '@tanstack/react-query';

/**
 * D-3: a short memory over the bridge. Always asked, because the replica is on this machine and needs no network (TanStack
 * would pause otherwise); never retried, because a refusal stays one; fresh until the change stream says otherwise.
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
