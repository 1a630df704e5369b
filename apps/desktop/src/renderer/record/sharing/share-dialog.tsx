import { NativeSelect } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { Button } from '@outpost/ui/parts/button';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { useFormats, useNow, useNowMs } from '@outpost/ui/formats/formats-context';
import { useState } from 'react';
import type { CallOutput } from '../../../bridge/contract.ts';
import { useActs } from '../../queries/use-acts.ts';
import { oneOf } from '../../records/entity-shape.ts';
import { useSpecSources } from '../../records/use-field-specs.ts';
import dialog from '../../window/dialog.module.css';
import { Dialog } from '../../window/dialog.tsx';
import { PersonLine } from './person-line.tsx';
import { endRequest, type NewEnd, shareRequest, unshareRequest } from './share-requests.ts';
import { endOfDay, endOfTerm, type ShareTerm, shareTermOf, shareTerms } from './share-terms.ts';
import { endFor, useShareEnds } from './use-share-ends.ts';
import classes from './sharing.module.css';

type Props = { readonly entity: Entity; readonly answer: CallOutput<'records.get'>; readonly onClose: () => void };

/**
 * The people who see a record in addition to its owner and team, and until when. Each press is an act. Sharing also
 * applies to the record's children (A-3a).
 */
export function ShareDialog({ entity, answer, onClose }: Props) {
  const { record, refs } = answer;
  const { perform } = useActs();
  const sources = useSpecSources(refs);
  const formats = useFormats();
  const now = useNow();
  const ends = useShareEnds(entity, record);
  const [term, setTerm] = useState<ShareTerm>('none');
  const [day, setDay] = useState<string>();
  const sharing = { entity, record, ends };
  const asEnd = (endsAt: string | undefined): NewEnd | undefined =>
    endsAt === undefined ? undefined : { endsAt, words: formats.date(formats.dayOf(endsAt)) };
  const endOf = (chosen: ShareTerm, on?: string): NewEnd | undefined =>
    chosen === 'date'
      ? asEnd(on === undefined ? undefined : endOfDay(on, formats.timeZone))
      : asEnd(endOfTerm(chosen, { nowMs: now(), timeZone: formats.timeZone }));
  const today = formats.dayOf(useNowMs());
  const whyNotYet =
    term !== 'date'
      ? undefined
      : day === undefined
        ? 'Choose the date first.'
        : day < today
          ? 'The date is past. Choose a later one.'
          : undefined;
  return (
    <Dialog onClose={onClose} title={`Share ${titleOf(entity, record)}`}>
      <div className={dialog.dialog}>
        {ends ? (
          <NativeSelect
            label="Until"
            value={term}
            data={[...shareTerms]}
            onChange={(event) => setTerm(shareTermOf(event.currentTarget.value))}
          />
        ) : null}
        {term === 'date' ? (
          <FieldEditor
            spec={{ id: 'until', label: 'Last day', kind: 'date', isRequired: true }}
            value={day ?? null}
            onChange={(value) => setDay(typeof value === 'string' ? value : undefined)}
          />
        ) : null}
        <FieldEditor
          key={record.sharedWith.length} // emptied after each choice
          spec={{
            id: 'person',
            label: 'With whom',
            kind: 'ref',
            isPerson: true,
            me: sources.me,
            ...(whyNotYet === undefined ? {} : { readOnlyReason: whyNotYet }),
            search: async (words, signal) =>
              (await sources.search(['platform/person'], words, signal)).filter(
                ({ id }) => id !== record.ownerId && !record.sharedWith.includes(id),
              ),
            nameOf: sources.nameOf,
          }}
          value={null}
          onChange={(value) => {
            if (typeof value === 'string') void perform(shareRequest(sharing, value, endOf(term, day)));
          }}
        />
        {record.sharedWith.length === 0 ? (
          <p className={dialog.quiet}>Not shared with anyone yet.</p>
        ) : (
          <ul className={classes.people}>
            {record.sharedWith.map((id) => (
              <PersonLine
                key={id}
                name={refs[id]?.title ?? 'Someone not shared with you'}
                endsAt={endFor(ends, id)}
                onEnd={ends && ((chosen, on) => void perform(endRequest(sharing, id, endOf(chosen, on))))}
                onStop={() => void perform(unshareRequest(sharing, id))}
              />
            ))}
          </ul>
        )}
        <p className={dialog.quiet}>
          They see and change this {oneOf(entity)} and what hangs on it, until you stop sharing it or its end comes. The
          server ends it; a device that is offline then removes it at its next contact.
        </p>
        <div className={dialog.acts}>
          <Button onClick={onClose}>Done</Button>
        </div>
      </div>
    </Dialog>
  );
}
