import { Textarea } from '@mantine/core';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { z } from 'zod';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useIsOffline } from '../../session/use-from-server.ts';
import { useLocal } from '../../queries/use-local.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import { useLatest } from '../../window/use-latest.ts';
import type { AccessGround } from '../memberships.ts';
import { draftRoles, firstRoles, NewPersonRoles, refusalOfNew } from '../new-person-roles.tsx';
import { usePeopleEntities } from '../use-people.ts';
import classes from '../people.module.css';
import { inviteAddresses } from './invite-addresses.ts';
import { mostInvites, useSendInvites } from './use-send-invites.ts';

type Props = {
  readonly ground: AccessGround;
  readonly teams: readonly ShownRecord[];
  readonly people: readonly ShownRecord[];
  readonly onClose: () => void;
};

const emptyDraft = { addresses: '', roles: [] };
const draftSchema = z
  .object({
    addresses: z.string(),
    roles: draftRoles,
  })
  .catch(emptyDraft);
type Draft = z.infer<typeof draftSchema>;

/** Invites addresses with a role and a team. The typed values are kept on this device until the people exist. */
export function InviteDialog(props: Props) {
  const [kept, keep] = useLocal('draft/invite-people');
  const { person } = usePeopleEntities();
  const first = { ...emptyDraft, roles: firstRoles(props.ground, person) };
  return (
    <Dialog onClose={props.onClose} title="Invite people" size={552}>
      {kept === undefined ? null : (
        <InviteForm {...props} draft={kept === null ? first : draftSchema.parse(kept)} onDraft={keep} />
      )}
    </Dialog>
  );
}

function InviteForm({
  ground,
  teams,
  people,
  onClose,
  draft,
  onDraft,
}: Props & { readonly draft: Draft; readonly onDraft: (value: JsonValue) => void }) {
  const formats = useFormats();
  const sendInvites = useSendInvites();
  const isOffline = useIsOffline();
  const { person: entity } = usePeopleEntities();
  const { values, latest, change: put } = useLatest(draft);
  const [error, setError] = useState<string>();
  const [isSending, setSending] = useState(false);
  const refusal = refusalOfNew(ground, entity, values.roles);
  const { emails, wrong } = inviteAddresses(values.addresses);
  const holders = new Map(people.map((one) => [textIn(one.fields['email']).toLowerCase(), textIn(one.fields['name'])]));
  const here = emails.filter((email) => holders.has(email.toLowerCase()));
  const fresh = emails.filter((email) => !holders.has(email.toLowerCase()));
  const change = (next: Partial<Draft>) => {
    setError(undefined);
    onDraft(put(next));
  };
  const send = async () => {
    if (isSending || refusal !== undefined) return; // the refusal is shown next to the roles
    if (wrong.length > 0) return setError(`${formats.list(wrong.map((part) => `“${part}”`))} ${wrong.length === 1 ? 'is not an e-mail address' : 'are not e-mail addresses'} like ann@example.com.`); // prettier-ignore
    if (fresh.length === 0) return setError('Type the e-mail address of somebody who is not here yet.');
    if (fresh.length > mostInvites) return setError(`At most ${mostInvites} addresses at once: send these in parts.`);
    setSending(true);
    const { roles } = latest.current;
    const refused = await sendInvites(
      fresh.map((email) => ({ email, roles })),
      () => onDraft(null),
    );
    if (refused !== undefined) {
      setSending(false);
      return setError(refused);
    }
    onClose();
    return undefined;
  };
  return (
    <SubmitForm className={dialog.dialog} onSubmit={send}>
      <Textarea
        label="E-mail addresses"
        description="One or a pasted list, with any separator."
        value={values.addresses}
        error={error}
        autosize
        minRows={3}
        maxRows={8}
        data-autofocus
        spellCheck={false}
        onChange={(event) => change({ addresses: event.currentTarget.value.slice(0, 20_000) })}
      />
      {here.length === 0 ? null : (
        <p className={classes.hint} role="status">
          {formats.list(here.map((email) => holders.get(email.toLowerCase()) ?? email))}{' '}
          {here.length === 1 ? 'is' : 'are'} here already, left out.
        </p>
      )}
      <NewPersonRoles
        value={values.roles}
        onChange={(roles) => change({ roles })}
        ground={ground}
        teams={teams}
        refusal={refusal}
      />
      <p className={dialog.quiet}>
        They choose their own name and password with a code from the e-mail. It works once, for 7 days, and can be taken
        back until then.
      </p>
      {isOffline ? (
        <p className={classes.note} role="note">
          The server can’t be reached now. The people are added and sent later; then send the invitation from their row.
        </p>
      ) : null}
      <div className={dialog.acts}>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          type="submit"
          variant="primary"
          keys="mod+enter"
          disabledReason={refusal ?? (isSending ? 'The server is being asked.' : undefined)}
        >
          {fresh.length > 1 ? `Send ${formats.count(fresh.length)} invitations` : 'Send the invitation'}
        </Button>
      </div>
    </SubmitForm>
  );
}
