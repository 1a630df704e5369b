import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { ShownInvite } from '../../../bridge/calls/identity/people-calls.ts';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useActs } from '../../queries/use-acts.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { useBridge } from '../../window/app-ports.tsx';
import classes from '../people.module.css';
import { inviteWords, useInvitesAgain } from './use-invites.ts';

/** The invitation of a person who cannot sign in yet, with buttons that send it, send it again or withdraw it. */
export function InviteLine({
  person,
  invite,
}: {
  readonly person: ShownRecord;
  readonly invite: ShownInvite | undefined;
}) {
  const bridge = useBridge();
  const formats = useFormats();
  const now = useNowMs();
  const { tell } = useActs();
  const again = useInvitesAgain();
  const [isAsking, setAsking] = useState(false);
  const told = inviteWords(invite, { formats, now });
  const isOpen = invite?.state === 'waiting';
  const during = async (work: Promise<unknown>) => {
    setAsking(true);
    await work;
    again();
    setAsking(false);
  };
  const email = textIn(person.fields['email']);
  const reason = isAsking
    ? 'The server is being asked.'
    : email === ''
      ? 'This person has no e-mail to invite. Add one first.'
      : undefined;
  return (
    <div className={classes.line}>
      <span>
        Invitation
        <span className={classes.hint}>
          {told === undefined || invite === undefined
            ? 'They get an e-mail with a code. They enter it and choose their own password.'
            : `The e-mail with their code was sent ${formats.relative(invite.sentAt, now)}.`}
        </span>
      </span>
      {isOpen ? (
        <Button
          size="sm"
          icon="ban"
          disabledReason={reason}
          onClick={() =>
            void during(
              tell<'people.revokeInvite'>(
                bridge.call('people.revokeInvite', { id: person.id }),
                'Took the invitation back',
              ),
            )
          }
        >
          Take it back
        </Button>
      ) : null}
      <Button
        size="sm"
        icon="mail"
        disabledReason={reason}
        onClick={() =>
          void during(tell<'people.invite'>(bridge.call('people.invite', { id: person.id }), `Invited ${email}`))
        }
      >
        {told === undefined ? 'Send an invitation' : 'Send it again'}
      </Button>
    </div>
  );
}
