import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useIsOffline } from '../../session/use-from-server.ts';
import { ask } from '../../queries/ask.ts';
import { queryKeyOf } from '../../queries/query-key-of.ts';
import { useActs } from '../../queries/use-acts.ts';
import { useLive } from '../../session/session-context.tsx';
import { useBridge } from '../../window/app-ports.tsx';
import classes from '../people.module.css';

const offline = 'This device cannot reach the server now.';

/**
 * The removal of the second factors of a person who has lost them: begin it, agree to another administrator's, or withdraw it
 * (ADR 85).
 */
export function RecoveryLine({ person }: { readonly person: ShownRecord }) {
  const bridge = useBridge();
  const formats = useFormats();
  const client = useQueryClient();
  const { tell } = useActs();
  const isOffline = useIsOffline();
  const me = useLive('session')?.person?.id;
  const [isSure, setSure] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const key = queryKeyOf('people.recoveries', '', null);
  const { data } = useQuery({ queryKey: key, queryFn: () => ask(bridge, 'people.recoveries', null) });
  const waiting = data?.recoveries.find(({ personId }) => personId === person.id);
  const go = async (step: 'begin' | 'agree' | 'take-back', said: string) => {
    setAsking(true);
    await tell<'people.recover'>(bridge.call('people.recover', { id: person.id, step }), said);
    await client.invalidateQueries({ queryKey: [key[0]] });
    setAsking(false);
    setSure(false);
  };
  const reason = isAsking ? 'The server is being asked.' : isOffline ? offline : undefined;
  if (person.id === me) return null;
  return (
    <div className={classes.line}>
      <span>
        Second factors
        <span className={classes.hint}>
          {waiting
            ? `They are removed ${formats.instant(waiting.dueAt)}. The person has got an e-mail that can stop it.`
            : isSure
              ? 'The person gets a mail and can stop it. Call the person to make sure that they asked for it.'
              : 'If they have lost all of them: removed after a delay, and set up anew at the next sign-in.'}
        </span>
      </span>
      {waiting ? (
        <>
          <Button size="sm" icon="undo" disabledReason={reason} onClick={() => void go('take-back', 'Taken back')}>
            Take it back
          </Button>
          {waiting.begunBy === me ? null : (
            <Button size="sm" icon="check" disabledReason={reason} onClick={() => void go('agree', 'Removed')}>
              Agree: remove now
            </Button>
          )}
        </>
      ) : isSure ? (
        <>
          <Button size="sm" onClick={() => setSure(false)}>
            Keep them
          </Button>
          <Button
            size="sm"
            variant="primary"
            disabledReason={reason}
            onClick={() => void go('begin', 'Begun. The person was told by mail')}
          >
            Begin the removal
          </Button>
        </>
      ) : (
        <Button size="sm" icon="shield" disabledReason={reason} onClick={() => setSure(true)}>
          Remove…
        </Button>
      )}
    </div>
  );
}
