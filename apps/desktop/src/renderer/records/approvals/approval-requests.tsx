import { TextInput } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useState } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { oneOf } from '../entity-shape.ts';
import { answersTo, givenWords } from './answer-request.ts';
import { type ApprovalAsked, useApprovals } from './use-approvals.ts';
import classes from './approval-requests.module.css';

type Props = { readonly entity: Entity; readonly record: ShownRecord };

/** The questions of automations about a record that wait for this person's answer (AUT-17), and offers of it (AUT-20). */
export const ApprovalRequests = ({ entity, record }: Props) =>
  useApprovals(entity, record).map((asked) => <ApprovalRequest key={asked.id} one={oneOf(entity)} {...asked} />);

function ApprovalRequest({
  id,
  one,
  from,
  words,
  until,
  offers,
  given,
  answer,
}: ApprovalAsked & { readonly one: string }) {
  const formats = useFormats();
  const [note, setNote] = useState('');
  const [yes, no] = answersTo({ offers });
  return (
    <section className={classes.request} aria-labelledby={`approval-${id}`}>
      <h2 id={`approval-${id}`} className={classes.title}>
        <Icon name={offers ? 'users' : 'gavel'} size={14} />{' '}
        <span dir="auto">{offers ? `${from} offers you this ${one}` : `${from} asks for your approval`}</span>
      </h2>
      <p className={classes.words} dir="auto">
        {words}
      </p>
      {given === undefined ? (
        <>
          <TextInput
            label="Note"
            description="It goes to the log of the run and to the timeline of the record."
            maxLength={500}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <div className={classes.acts}>
            <Button variant="primary" size="sm" icon="check" onClick={() => answer(yes, note)}>
              {yes.button}
            </Button>
            <Button size="sm" icon="close" onClick={() => answer(no, note)}>
              {no.button}
            </Button>
            <span className={classes.until}>until {formats.instant(until)}</span>
          </div>
        </>
      ) : (
        <p className={classes.until} role="status">
          {givenWords(given)}
        </p>
      )}
    </section>
  );
}
