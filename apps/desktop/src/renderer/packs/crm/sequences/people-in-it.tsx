import type { SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { StateLine } from '../../../people/listed-beside.tsx';
import { textIn } from '../../../records/values/shown-value.ts';
import { useOpenRecord } from '../../../window/use-open-record.ts';
import { enrolmentState, isUnderWay } from './enrolment-state.ts';
import { type OfferedEnrolmentAct, useEnrolmentActs } from './use-enrolment-acts.ts';
import type { Enrolments } from './use-sequences.ts';
import { useWhen } from './use-when.ts';
import classes from './sequences.module.css';

type Props = {
  readonly enrolments: Enrolments;
  readonly stepsOfVersion: (version: unknown) => readonly SequenceStep[] | undefined;
  readonly isPaused: boolean;
};

/** Chosen: the rows that are drawn at first. */
const shownAtFirst = 25;

const actIcons: Readonly<Record<OfferedEnrolmentAct['id'], string>> = {
  pause: 'pause',
  'go-on': 'play',
  again: 'refresh',
  skip: 'chevron-right',
  stop: 'ban',
};

/** The records in a sequence with where they stand, those under way first. */
export function PeopleInIt({ enrolments: { rows, titleOf }, stepsOfVersion, isPaused }: Props) {
  const formats = useFormats();
  const now = useNowMs();
  const when = useWhen();
  const open = useOpenRecord();
  const actsOf = useEnrolmentActs();
  const [most, setMost] = useState(shownAtFirst);
  const underWay = rows.filter(isUnderWay).length;
  return (
    <section aria-labelledby="in-it">
      <h3 id="in-it" className={classes.heading}>
        In it{' '}
        <span className={classes.quiet}>
          {formats.count(underWay)} under way, {formats.count(rows.length - underWay)} ended
        </span>
      </h3>
      {rows.length === 0 ? (
        <p className={classes.quiet}>Nobody yet. “Start a sequence” on the page of a record begins it.</p>
      ) : (
        <ul className={classes.people}>
          {rows.slice(0, most).map((row) => {
            const steps = stepsOfVersion(row.fields['sequenceVersion']);
            const title = titleOf(row);
            const about = textIn(row.fields['about']).split(':')[1] ?? '';
            const named = title ?? textIn(row.fields['name']);
            return (
              <li key={row.id} data-ended={!isUnderWay(row) || undefined}>
                <span className={classes.who}>
                  {title === undefined ? (
                    <span className={classes.quiet} dir="auto">
                      {named}
                    </span>
                  ) : (
                    <button type="button" className={classes.link} onClick={() => open(about)} dir="auto">
                      {title}
                    </button>
                  )}
                  <StateLine state={enrolmentState(row, { steps, isSequencePaused: isPaused, now, when })} />
                </span>
                <span className={classes.buttons}>
                  {actsOf(row, steps).map(({ id, label, press }) => (
                    <IconButton key={id} icon={actIcons[id]} label={`${label}: ${named}`} onClick={press} />
                  ))}
                </span>
              </li>
            );
          })}
        </ul>
      )}
      {rows.length > most ? (
        <Button size="sm" variant="quiet" onClick={() => setMost(rows.length)}>
          Show the other {formats.count(rows.length - most)}
        </Button>
      ) : null}
    </section>
  );
}
