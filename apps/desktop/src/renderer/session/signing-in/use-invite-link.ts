import { useEffect, useRef, useState } from 'react';
import { type InviteLink, readInviteLink } from '../../../bridge/shell/invite-link.ts';
import { useAppPorts } from '../../window/app-ports.tsx';
import type { SignInFields } from './use-sign-in-fields.ts';

/**
 * Follows links into the app on the page of signing in. The newest link of an invitation fills in the server. `leave` restores the
 * former server; `end` keeps the new one. A link to a record or list waits until a person is signed in.
 */
export function useInviteLink({ server, setServer }: Pick<SignInFields, 'server' | 'setServer'>): {
  readonly link: InviteLink | undefined;
  readonly leave: () => void;
  readonly end: () => void;
} {
  const { shell } = useAppPorts();
  const [link, setLink] = useState<InviteLink>();
  const former = useRef<string>(undefined);
  const latest = useRef({ server, setServer });
  useEffect(() => {
    latest.current = { server, setServer };
  });
  useEffect(() => {
    const waiting = { text: undefined as string | undefined };
    const stop = shell?.follow((message) => {
      if (message.kind !== 'open') return;
      const invited = readInviteLink(message.link);
      if (!invited) {
        waiting.text = message.link;
        return;
      }
      former.current ??= latest.current.server;
      latest.current.setServer(invited.server);
      setLink(invited);
    });
    return () => {
      stop?.();
      if (waiting.text !== undefined) shell?.pass(waiting.text);
    };
  }, [shell]);
  const end = () => {
    former.current = undefined;
    setLink(undefined);
  };
  return {
    link,
    leave: () => {
      if (former.current !== undefined) setServer(former.current);
      end();
    },
    end,
  };
}
