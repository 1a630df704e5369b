import { Button } from '@outpost/ui/parts/button';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { replacedActs } from '@outpost/ui/sync/replaced-box';
import { useMemo } from 'react';
import type { Replaced } from '../../bridge/contract.ts';
import { useOpenRecord } from '../window/use-open-record.ts';
import { fieldNamed } from '../records/field-spec-of.ts';
import { useRefNames } from '../records/use-ref-names.ts';
import { useLive, useSignedIn } from '../session/session-context.tsx';
import { DecisionCard } from './decision-card.tsx';
import { firstName, useShownReplaced } from './replaced-marks.ts';
import classes from './sync.module.css';

/** Replaced values of this person and of others, each with both values and the possible actions (S-4). */
export function ReplacedCards({
  entries,
  wanted,
}: {
  readonly entries: readonly Replaced[];
  /** The value that a link is about: "n field". */
  readonly wanted: string | undefined;
}) {
  const formats = useFormats();
  const open = useOpenRecord();
  const { person } = useSignedIn();
  const { past } = useLive('kinds');
  const values = useMemo(() => entries.map(({ lost, kept }) => [lost.value, kept.value]), [entries]);
  const shown = useShownReplaced(useRefNames(values));
  const title = entries.every(({ lost }) => lost.by === person.id) ? 'Replaced by others' : 'Replaced values';
  return (
    <section aria-label={title}>
      <h2 className={classes.head}>
        {title} <span>{formats.count(entries.length)}</span>
      </h2>
      {entries.map((entry) => {
        const entity = past.entities.get(entry.entity); // an own field may be retired meanwhile (K-3)
        const label = (entity && fieldNamed(entity, entry.field)?.label) ?? entry.field;
        const isMine = entry.lost.by === person.id;
        const box = shown(entry);
        const loser = isMine ? 'Yours' : `${firstName(entry.lost.byName)}’s`;
        const { restore, keep } = replacedActs(box);
        const keeper = entry.kept.by === person.id ? 'Yours' : `${firstName(entry.kept.byName)}’s`;
        return (
          <DecisionCard
            key={`${entry.n} ${entry.field}`}
            label={`${entry.title}: ${label.toLowerCase()}`}
            isWanted={wanted === `${entry.n} ${entry.field}`}
          >
            <h3 className={classes.dated}>
              <Icon name="swap" />
              <button type="button" className={classes.link} onClick={() => open(entry.record)} dir="auto">
                {entry.title}
              </button>
              <span>: {label.toLowerCase()}</span>
              <time dateTime={entry.kept.at} title={formats.instant(entry.kept.at, true)}>
                {formats.time(entry.kept.at)}
              </time>
            </h3>
            <dl className={classes.both}>
              <dt>{loser}</dt>
              <dd dir="auto">{box.lost || '—'}</dd>
              <dt>{keeper}</dt>
              <dd dir="auto">
                <strong>{box.kept || '—'}</strong>
              </dd>
            </dl>
            <div className={classes.cardActs}>
              <Button size="sm" onClick={box.onRestore}>
                {restore}
              </Button>
              <Button size="sm" variant="quiet" onClick={box.onKeep}>
                {keep}
              </Button>
            </div>
          </DecisionCard>
        );
      })}
    </section>
  );
}
