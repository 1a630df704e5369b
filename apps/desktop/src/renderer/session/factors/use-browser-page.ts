import { accept } from '@outpost/domain/kernel/refusal';
import { useEffect, useRef, useState } from 'react';
import type { BridgeResult, CallInput } from '../../../bridge/contract.ts';
import { useAppPorts } from '../../window/app-ports.tsx';

/** What a browser page ends with. `answer`: null after a sign-in. `factor`: the passkey that was made. `id`: of the page. */
export type PageEnd = { readonly id: string; readonly answer: string | null; readonly factor?: string | undefined };

/**
 * Opens pages of the server in the person's own browser. `ask` resolves when the browser has come back, or the person has cancelled. `url`: the
 * page that is open now.
 */
export function useBrowserPage() {
  const { bridge, openPage } = useAppPorts();
  const [open, setOpen] = useState<{ readonly id: string; readonly url: string }>();
  const present = useRef<string>(undefined);
  const cancel = () => {
    if (present.current !== undefined) void bridge.call('browser.cancel', { id: present.current });
    present.current = undefined;
    setOpen(undefined);
  };
  const leave = useRef(cancel);
  useEffect(() => {
    leave.current = cancel;
  });
  useEffect(() => () => leave.current(), []); // nobody waits for a page whose screen is gone
  const ask = async (
    input: CallInput<'browser.begin'>,
    onId?: (id: string) => void,
  ): Promise<BridgeResult<PageEnd>> => {
    const begun = await bridge.call('browser.begin', input);
    if (!begun.ok) return begun;
    const { id, url, factor } = begun.value;
    present.current = id;
    onId?.(id);
    setOpen({ id, url });
    openPage(url);
    const ended = await bridge.call('browser.finish', { id });
    setOpen((now) => (now?.id === id ? undefined : now));
    return ended.ok ? accept({ id, factor, answer: ended.value.answer }) : ended;
  };
  return { ask, cancel, url: open?.url };
}
