import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ShownFactor } from '../../../bridge/calls/factor-calls.ts';
import { ask } from '../../queries/ask.ts';
import { useBridge } from '../../window/app-ports.tsx';

const queryKey = ['factors.list'];

/** The person's second factors as the server has them. `problem`: why they are not known. */
export function useFactors(): {
  readonly factors: readonly ShownFactor[] | undefined;
  /** The kinds that can be set up. */
  readonly offered: readonly string[];
  readonly problem: string | undefined;
  readonly askAgain: () => void;
} {
  const bridge = useBridge();
  const queries = useQueryClient();
  const { data, error } = useQuery({
    queryKey,
    queryFn: () => ask(bridge, 'factors.list', null),
    retry: false,
    gcTime: 0,
  });
  return {
    factors: data?.factors,
    offered: data?.offered ?? [],
    problem: error instanceof Error ? error.message : undefined,
    askAgain: () => void queries.invalidateQueries({ queryKey }),
  };
}
