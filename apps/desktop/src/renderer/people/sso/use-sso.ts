import { useState } from 'react';
import type { BridgeResult, CallOutput } from '../../../bridge/contract.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useFromServer } from '../../session/use-from-server.ts';

export type ShownSsoSettings = CallOutput<'sso.read'>;

/** Returns how the organisation signs in, as the server knows it, and a function that asks the server again. */
export function useSso() {
  const { data, problem, isOffline, again } = useFromServer('sso.read', null);
  return { settings: data, problem, isOffline, again };
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
