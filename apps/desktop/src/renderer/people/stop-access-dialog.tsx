import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { Radio } from '@mantine/core';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import { useEffect, useRef, useState } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useChangeMany } from '../many/use-change-many.ts';
import { refusalText, useActs } from '../queries/use-acts.ts';
import { useSpecSources } from '../records/use-field-specs.ts';
import { useCatalogue, useEntity } from '../records/use-entity.ts';
import { useBridge } from '../window/app-ports.tsx';
import { Dialog } from '../window/dialog.tsx';
import dialog from '../window/dialog.module.css';
import { type AccessGround, asRecord, refusalOfPerson } from './memberships.ts';
import { ownedBy, useCountsOf, useCountWords } from './use-owned.ts';
import classes from './people.module.css';

type How = 'suspend' | 'remove';
const none = {};

/**
 * Ends a person's access by suspending or removing them, after it has explained the effects. Their records can be
 * handed to somebody else in the same group of acts, so that one undo reverts all of it.
 */
export function StopAccessDialog({
  person,
  ground,
  onClose,
}: {
  readonly person: ShownRecord;
  readonly ground: AccessGround;
  readonly onClose: () => void;
}) {
  const bridge = useBridge();
  const { saidDone, saidGroupDone } = useActs();
  const changeMany = useChangeMany();
  const { entities } = useCatalogue();
  const sources = useSpecSources(none);
  const name = titleOf(useEntity(person.entity), person);
  const owned = useCountsOf(ownedBy(person.id));
  const [how, setHow] = useState<How>(person.fields['status'] === 'suspended' ? 'remove' : 'suspend');
  const [heir, setHeir] = useState<string>();
  const [state, setState] = useState<{ readonly isRunning: boolean; readonly problem?: string }>({ isRunning: false });
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);

  const record = asRecord(person);
  const change = how === 'suspend' ? { status: 'suspended' } : { life: 'deleted' };
  const refusal = refusalOfPerson(ground, {
    before: record,
    now:
      how === 'suspend'
        ? { ...record, fields: { ...record.fields, status: 'suspended' } }
        : { ...record, life: 'deleted' },
  });
  const inWords = useCountWords();

  /**
   * Hands the records on, kind by kind, in one group. Returns that group, or undefined if it failed. Stops after the
   * present piece when the dialog closes, and then also returns undefined.
   */
  const handOn = async (to: string): Promise<{ readonly group: string | null } | undefined> => {
    let group: string | null = null;
    for (const { entity } of owned ?? []) {
      const records = { entity, where: ownedBy(person.id), life: 'alive' as const };
      const label = cutLabel(`Handed on ${entities.get(entity)?.label.many.toLowerCase() ?? entity} of ${name}`);
      const run = await changeMany(
        records,
        { sets: { ownerId: to } },
        { label, group, signal: stop.current.signal, onPiece: () => undefined },
      );
      group = run.sum.group ?? group;
      if (run.state === 'stopped') {
        if (group !== null)
          saidGroupDone(`Stopped. ${name} still has access; some of their records were handed on`, group);
        return undefined;
      }
      const refused = run.sum.refused[0];
      const problem = run.state === 'failed' ? run.message : refused && `${refused.title}: ${refused.message}`;
      if (problem !== undefined) {
        setState({
          isRunning: false,
          problem: `${problem} ${name} still has access. ${group === null ? 'Nothing was handed on.' : 'The records that were handed on before stay handed on; you can undo that.'}`,
        });
        return undefined;
      }
    }
    return { group };
  };
  const submit = async () => {
    if (state.isRunning || refusal !== undefined) return;
    setState({ isRunning: true });
    const handed = heir === undefined ? { group: null } : await handOn(heir);
    if (!handed) return;
    const label = cutLabel(how === 'suspend' ? `Suspended ${name}` : `Removed ${name}`);
    const { group } = handed;
    const answer = await bridge.call('acts.perform', {
      label,
      ...(group === null ? {} : { group }),
      edits: [{ entity: person.entity, id: person.id, fields: change }],
    });
    if (!answer.ok) return setState({ isRunning: false, problem: refusalText(answer) });
    if (group === null) saidDone(label, answer.value.act);
    else saidGroupDone(`${label} and handed on their records`, group);
    return onClose();
  };
  const verb = how === 'suspend' ? `Suspend ${name}` : `Remove ${name}`;
  return (
    <Dialog onClose={onClose} title={`Take away ${name}’s access`} size={552} isForReading>
      <SubmitForm className={dialog.dialog} onSubmit={submit}>
        <Radio.Group label="How" value={how} onChange={(value) => setHow(value === 'remove' ? 'remove' : 'suspend')}>
          <div className={classes.radios}>
            {person.fields['status'] === 'suspended' ? null : (
              <Radio
                value="suspend"
                label="Suspend"
                description="They stay in the list with their roles, and you can give them access again."
              />
            )}
            <Radio
              value="remove"
              label="Remove"
              description="They are no longer in the list, and another person can have their e-mail. Undo restores them."
            />
          </div>
        </Radio.Group>
        <ul className={classes.told}>
          <li>
            The server ends all their sessions when this change arrives. From then on it answers none of their devices.
          </li>
          <li>
            At its next contact each of their devices hands over the changes that it has not sent, and then wipes its
            data. You find these changes under Devices.
          </li>
          <li>
            {owned === undefined
              ? 'Their records are being counted.'
              : owned.length === 0
                ? 'They own no records that this device holds.'
                : `They own ${inWords(owned)} that this device holds. ${heir === undefined ? 'These stay theirs.' : 'These are handed on.'}`}
          </li>
        </ul>
        {owned !== undefined && owned.length > 0 ? (
          <FieldEditor
            spec={{
              id: 'heir',
              label: 'Hand their records to',
              kind: 'ref',
              isPerson: true,
              me: sources.me,
              help: 'Left empty, they stay with this person.',
              search: async (words, signal) =>
                (await sources.search([person.entity], words, signal)).filter(({ id }) => id !== person.id),
              nameOf: sources.nameOf,
            }}
            value={heir ?? null}
            onChange={(value) => setHeir(typeof value === 'string' ? value : undefined)}
          />
        ) : null}
        {(state.problem ?? refusal) === undefined ? null : (
          <p role="alert" className={classes.error}>
            {state.problem ?? refusal}
          </p>
        )}
        <div className={dialog.acts}>
          <Button onClick={onClose}>{state.isRunning ? 'Stop here' : 'Keep'}</Button>
          <Button
            type="submit"
            variant="primary"
            keys="mod+enter"
            disabledReason={
              refusal ??
              (state.isRunning ? 'Under way.' : owned === undefined ? 'Their records are being counted.' : undefined)
            }
          >
            {verb}
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
