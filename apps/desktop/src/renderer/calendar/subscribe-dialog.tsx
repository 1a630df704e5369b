import { TextInput } from '@mantine/core';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../queries/ask.ts';
import { refusalText } from '../queries/use-acts.ts';
import { useSignedIn } from '../session/session-context.tsx';
import { useAppPorts } from '../window/app-ports.tsx';
import { Dialog } from '../window/dialog.tsx';
import dialog from '../window/dialog.module.css';

const queryKey = ['calendar.feed'];

/**
 * Makes an address at which other calendar programs read the person's own entries, and revokes it. Only the server has
 * it, so this needs a connection. The address is shown once and is stored nowhere.
 */
export function SubscribeDialog({ onClose }: { readonly onClose: () => void }) {
  const { bridge, copy } = useAppPorts();
  const { server } = useSignedIn();
  const formats = useFormats();
  const queries = useQueryClient();
  const [path, setPath] = useState<string>();
  const [isCopied, setCopied] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const { data, error: unread } = useQuery({
    queryKey,
    queryFn: () => ask(bridge, 'calendar.feed', null),
    retry: false,
    gcTime: 0,
  });
  const address = path === undefined ? undefined : new URL(path, server ?? undefined).href;
  const asking = async (work: () => Promise<string | undefined>) => {
    setBusy(true);
    setError(await work());
    setBusy(false);
    void queries.invalidateQueries({ queryKey });
  };
  const make = () =>
    asking(async () => {
      const answer = await bridge.call('calendar.makeFeed', null);
      if (!answer.ok) return refusalText(answer);
      setPath(answer.value.path);
      setCopied(false);
      return undefined;
    });
  const end = () =>
    asking(async () => {
      const answer = await bridge.call('calendar.endFeed', null);
      if (!answer.ok) return refusalText(answer);
      setPath(undefined);
      return undefined;
    });
  const isMade = typeof data?.madeAt === 'string';
  const problem = error ?? (unread instanceof Error ? unread.message : undefined);
  return (
    <Dialog onClose={onClose} title="Your calendar in other programs" size="md" isForReading>
      <div className={dialog.dialog}>
        <p>
          Calendar programs can show your own tasks and appointments of the last two and the next thirteen months. They
          read them from the server, and change nothing.
        </p>
        {address === undefined ? null : (
          <>
            <TextInput
              label="Address"
              description="Add it to the other program as a subscribed calendar. It is shown only now."
              value={address}
              readOnly
              onFocus={(event) => event.currentTarget.select()}
            />
            <p role="status" className={dialog.quiet}>
              {isCopied ? 'The address is copied. ' : ''}Anyone who has the address can read this calendar.
            </p>
          </>
        )}
        {data === undefined && problem === undefined ? (
          <p role="status" className={dialog.quiet}>
            Asking the server…
          </p>
        ) : null}
        {isMade && address === undefined ? (
          <p className={dialog.quiet}>
            There is an address since {formats.instant(data.madeAt ?? '')}.{' '}
            {data.readOn === null ? 'No program has read it yet.' : `It was last read on ${formats.date(data.readOn)}.`}{' '}
            A new one replaces it.
          </p>
        ) : null}
        {problem === undefined ? null : <p role="alert">{problem}</p>}
        <div className={dialog.acts}>
          {isMade ? (
            <Button onClick={() => void end()} disabled={isBusy}>
              Revoke the address
            </Button>
          ) : null}
          {address === undefined ? (
            <Button
              variant="primary"
              icon="calendar"
              disabled={isBusy || data === undefined}
              onClick={() => void make()}
            >
              {isMade ? 'Make a new address' : 'Make an address'}
            </Button>
          ) : (
            <Button variant="primary" icon="copy" onClick={() => void copy(address).then(() => setCopied(true))}>
              Copy the address
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
