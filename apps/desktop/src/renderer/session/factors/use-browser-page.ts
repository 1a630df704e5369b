import { accept } from '@outpost/domain/kernel/refusal';
import { useEffect, useRef, useState } from 'react';
import type { BridgeResult, CallInput } from '../../../bridge/contract.ts';
import { useAppPorts } from '../../window/app-ports.tsx';

/** The outcome of a page. `factor`: the passkey that was made. */
export type PageEnd = { readonly answer: string; readonly factor?: string | undefined };

/**
 * Opens pages of the server in the person's own passkeys. `ask` resolves when the browser has come back, or the person has cancelled. `url`: the
 * page that is open now.
 */
export function useBrowserPage() {
  const { bridge, openPage } = useAppPorts();
  const [open, setOpen] = useState<{ readonly id: string; readonly url: string }>();
  const present = useRef<string>(undefined);
  const cancel = () => {
    if (present.current !== undefined) void bridge.call('passkeys.cancel', { id: present.current });
    present.current = undefined;
    setOpen(undefined);
  };
  const leave = useRef(cancel);
  useEffect(() => {
    leave.current = cancel;
  });
  useEffect(() => () => leave.current(), []); // nobody waits for a page whose screen is gone
  const ask = async (input: CallInput<'passkeys.begin'>): Promise<BridgeResult<PageEnd>> => {
    const begun = await bridge.call('passkeys.begin', input);
    if (!begun.ok) return begun;
    const { id, url, factor } = begun.value;
    present.current = id;
    setOpen({ id, url });
    openPage(url);
    const ended = await bridge.call('passkeys.finish', { id });
    setOpen((now) => (now?.id === id ? undefined : now));
    return ended.ok ? accept({ factor, answer: ended.value.answer }) : ended;
  };
  return { ask, cancel, url: open?.url };
}
