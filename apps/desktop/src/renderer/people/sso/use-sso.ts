import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { BridgeResult, CallOutput } from '../../../bridge/contract.ts';
import { ask } from '../../queries/ask.ts';
import { queryKeyOf } from '../../queries/query-key-of.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { useIsOffline } from '../use-people.ts';

export type ShownSsoSettings = CallOutput<'sso.read'>;

/** Returns how the organisation signs in, as the server knows it, and a function that asks the server again. */
export function useSso() {
  const bridge = useBridge();
  const client = useQueryClient();
  const isOffline = useIsOffline();
  const key = queryKeyOf('sso.read', '', null);
  const { data, error, isPending } = useQuery({
    queryKey: [...key, isOffline],
    queryFn: () => ask(bridge, 'sso.read', null),
    placeholderData: (before) => before,
    retry: false,
  });
  return { settings: data, error, isPending, isOffline, again: () => client.invalidateQueries({ queryKey: [key[0]] }) };
}

/** Sends one request of a form at a time. Returns its problem in words, and whether it is under way. */
export function useSsoRequest() {
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  async function send<T>(request: Promise<BridgeResult<T>>): Promise<T | undefined> {
    setBusy(true);
    setProblem(undefined);
    const result = await request;
    setBusy(false);
    if (result.ok) return result.value;
    setProblem(refusalText(result));
    return undefined;
  }
  return { problem, setProblem, isBusy, send };
}
