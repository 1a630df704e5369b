import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { Button } from '@outpost/ui/parts/button';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { Form } from '@outpost/ui/fields/editors/form';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useState } from 'react';
import { z } from 'zod';
import type { ShownRecord } from '../../bridge/contract.ts';
import { refusalText, useActs } from '../queries/use-acts.ts';
import { useLocal } from '../queries/use-local.ts';
import { textIn } from '../records/values/shown-value.ts';
import { useBridge } from '../window/app-ports.tsx';
import { Dialog } from '../window/dialog.tsx';
import dialog from '../window/dialog.module.css';
import { useLatest } from '../window/use-latest.ts';
import { type AccessGround, asValue } from './memberships.ts';
import { draftRoles, firstRoles, NewPersonRoles, refusalOfNew } from './new-person-roles.tsx';
import { usePeopleEntities } from './use-people.ts';

type Props = {
  readonly ground: AccessGround;
  readonly teams: readonly ShownRecord[];
  readonly people: readonly ShownRecord[];
  readonly onClose: () => void;
  /** Called with the id of the added person. */
  readonly onAdded: (id: string) => void;
};

const emptyDraft = { name: '', email: '', roles: [] };
const draftSchema = z
  .object({
    name: z.string(),
    email: z.string(),
    roles: draftRoles,
  })
  .catch(emptyDraft);
type Draft = z.infer<typeof draftSchema>;

const specs: readonly FieldSpec[] = [
  { id: 'name', label: 'Name', kind: 'text', maxChars: 200, isRequired: true },
  { id: 'email', label: 'E-mail', kind: 'email', isRequired: true, help: 'They sign in with it.' },
];

/** Adds a person of the organisation with their roles. The typed values are kept on this device until the person exists. */
export function AddPersonDialog(props: Props) {
  const [kept, keep] = useLocal('draft/new-person');
  const { person } = usePeopleEntities();
  const first = { ...emptyDraft, roles: firstRoles(props.ground, person) };
  return (
    <Dialog onClose={props.onClose} title="Add a person" size={552}>
      {kept === undefined ? null : (
        <AddPersonForm {...props} draft={kept === null ? first : draftSchema.parse(kept)} onDraft={keep} />
      )}
    </Dialog>
  );
}

function AddPersonForm({
  ground,
  teams,
  people,
  onClose,
  onAdded,
  draft,
  onDraft,
}: Props & { readonly draft: Draft; readonly onDraft: (value: JsonValue) => void }) {
  const bridge = useBridge();
  const { saidDone } = useActs();
  const { person: entity } = usePeopleEntities();
  const { values, latest, change: put } = useLatest(draft);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const refusal = refusalOfNew(ground, entity, values.roles);
  const change = (next: Partial<Draft>) => {
    setErrors({});
    onDraft(put(next));
  };
  const add = async () => {
    const { roles } = latest.current;
    const name = latest.current.name.trim();
    const email = latest.current.email.trim();
    if (name === '') return setErrors({ name: 'The person needs a name.' });
    if (email === '') return setErrors({ email: 'The person needs an e-mail to sign in with.' });
    const same = people.find(({ fields }) => textIn(fields['email']).toLowerCase() === email.toLowerCase());
    if (same) return setErrors({ email: `${textIn(same.fields['name'])} has this e-mail already.` });
    if (refusal !== undefined) return undefined; // shown next to the roles
    const label = cutLabel(`Added ${name}`);
    const fields = { name, email, status: 'not-invited', memberships: asValue(roles) };
    const answer = await bridge.call('acts.perform', { label, edits: [{ entity, create: { fields, ownerId: null } }] });
    if (!answer.ok) return setErrors({ name: refusalText(answer) });
    saidDone(label, answer.value.act);
    onDraft(null);
    onClose();
    const [id] = answer.value.ids;
    if (id !== undefined) onAdded(id);
    return undefined;
  };
  return (
    <SubmitForm className={dialog.dialog} onSubmit={add}>
      <Form
        specs={specs}
        values={values}
        onChange={(id, value) => change({ [id]: textIn(value) })}
        errors={errors}
        autoFocus
      />
      <NewPersonRoles
        value={values.roles}
        onChange={(roles) => change({ roles })}
        ground={ground}
        teams={teams}
        refusal={refusal}
      />
      <p className={dialog.quiet}>
        In the next step you give them a first password, which needs the server. Offline, the person is saved on this
        device and sent later; you then give the password from their row.
      </p>
      <div className={dialog.acts}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" keys="mod+enter" disabledReason={refusal}>
          Add the person
        </Button>
      </div>
    </SubmitForm>
  );
}
