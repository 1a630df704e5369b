import { Progress } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { surenessOf } from '@outpost/domain/kernel/duplicates/compare-records';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { Button } from '@outpost/ui/parts/button';
import { StateBlock } from '@outpost/ui/states/state-block';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { DuplicatePair } from '../../bridge/calls/duplicate-calls.ts';
import { reasonsLine, surenessLabels } from '../duplicates/likeness-words.ts';
import { useDuplicates } from '../duplicates/use-duplicates.ts';
import { useRecord } from '../queries/record-queries.ts';
import { manyOf } from '../records/entity-shape.ts';
import { useCatalogue } from '../records/use-entity.ts';
import type { CallOutput } from '../../bridge/contract.ts';
import { BesideEffects } from '../window/effects.tsx';
import { kindParams } from '../window/kind-params.ts';
import { MergeEffects, MergeForm } from './merge-form.tsx';
import { useMerge } from './use-merge.ts';
import { useTellApart } from './use-tell-apart.ts';
import classes from './merging.module.css';

const sameAgain = 'They may be the same';
const keyOf = ({ left, right }: DuplicatePair): string => `${left.id} ${right.id}`;

/**
 * The pairs of records of a kind that look alike, one after the other. A person merges the two, or marks them as
 * different. Pairs that somebody marked as different come last, where the mark can be removed.
 */
export function DuplicatesPage({ entity }: { readonly entity: Entity }) {
  const formats = useFormats();
  const now = useNowMs();
  const catalogue = useCatalogue();
  const navigate = useNavigate();
  const { answer, isFailed, find, stop, again } = useDuplicates(entity.name);
  const { tellApart, refusal } = useTellApart(entity.name);
  const [at, setAt] = useState<string>();
  const kinds = [...catalogue.entities.values()].filter(({ duplicates, isRetired }) => duplicates && !isRetired);
  const pairs = answer?.pairs ?? [];
  const distinct = answer?.apart ?? [];
  const known = [...pairs, ...distinct].find((pair) => keyOf(pair) === at);
  const pair = known ?? pairs[0];
  const isApart = pair !== undefined && distinct.includes(pair);
  const shown = isApart ? distinct : pairs;
  const place = pair === undefined ? 0 : shown.indexOf(pair);
  const go = (by: 1 | -1) => {
    const all = [...pairs, ...distinct];
    const next = pair && all[all.indexOf(pair) + by];
    if (next) setAt(keyOf(next));
  };
  const say = () => {
    if (!pair || refusal !== undefined) return;
    const next = shown[place + 1] ?? shown[place - 1];
    void tellApart(pair, !isApart).then(async (isDone) => {
      if (!isDone) return;
      setAt((chosen) => (chosen === undefined || chosen === keyOf(pair) ? next && keyOf(next) : chosen));
      await again();
    });
  };
  useShortcuts([
    { keys: 'j', label: 'Next pair', section: 'Duplicates', run: () => go(1) },
    { keys: 'k', label: 'Previous pair', section: 'Duplicates', run: () => go(-1) },
    { keys: 'x', label: isApart ? sameAgain : 'Not the same', section: 'Duplicates', run: say },
  ]);
  const running = answer?.running;
  return (
    <>
      <ViewBar
        title="Duplicates"
        views={kinds.map((kind) => ({ id: kind.name, name: kind.label.many }))}
        view={entity.name}
        onView={(id) => {
          void navigate({ to: '/duplicates/$pack/$name', params: kindParams(id) });
        }}
        summary={
          answer?.foundAt == null
            ? undefined
            : `${formats.plural(pairs.length, 'pair', 'pairs')}${answer.isCut ? ', and more' : ''} among ${formats.count(answer.records)} ${manyOf(entity)}, found ${formats.relative(answer.foundAt, now)}`
        }
        secondary={
          running ? (
            <Button onClick={stop}>Stop</Button>
          ) : (
            <Button icon="refresh" onClick={find}>
              Look again
            </Button>
          )
        }
      />
      {isFailed || answer?.problem ? (
        <StateBlock
          icon="warning"
          title="The search did not end"
          isAlert
          actions={<Button onClick={find}>Look again</Button>}
        >
          {answer?.problem ?? 'This device could not read its records.'} Nothing was changed.
        </StateBlock>
      ) : running && pairs.length === 0 ? (
        <div className={classes.progress} role="status">
          <span>
            Comparing {manyOf(entity)} on this device: {formats.count(running.done)} of {formats.count(running.total)}{' '}
            read
          </span>
          <Progress value={running.total === 0 ? 0 : (100 * running.done) / running.total} aria-label="Records read" />
        </div>
      ) : !pair ? (
        answer?.foundAt == null ? null : (
          <StateBlock
            icon="check"
            title={`No two ${manyOf(entity)} look alike`}
            actions={
              <>
                <Button onClick={() => void navigate({ to: '/list/$pack/$name', params: kindParams(entity.name) })}>
                  Open the {manyOf(entity)}
                </Button>
                {distinct[0] ? (
                  <Button variant="quiet" onClick={() => setAt(distinct[0] && keyOf(distinct[0]))}>
                    Show {formats.plural(distinct.length, 'pair that is', 'pairs that are')} not the same
                  </Button>
                ) : null}
              </>
            }
          >
            Compared the names, e-mail addresses, telephone numbers, websites and addresses of{' '}
            {formats.count(answer.records)} {manyOf(entity)} on this device.
          </StateBlock>
        )
      ) : (
        <div className={classes.page}>
          <Pairs pairs={pairs} distinct={distinct} at={keyOf(pair)} onPick={setAt} />
          <Asked
            key={keyOf(pair)}
            entity={entity}
            pair={pair}
            place={`${formats.count(place + 1)} of ${formats.count(shown.length)}`}
            isApart={isApart}
            refusal={refusal}
            onSay={say}
            onLater={() => go(1)}
          />
        </div>
      )}
    </>
  );
}

type PairsProps = {
  readonly pairs: readonly DuplicatePair[];
  /** The pairs that somebody marked as different. */
  readonly distinct: readonly DuplicatePair[];
  readonly at: string;
  readonly onPick: (key: string) => void;
};

/** The found pairs, grouped by how sure they are; those that are not the same come last. */
function Pairs({ pairs, distinct, at, onPick }: PairsProps) {
  const formats = useFormats();
  const current = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Without a result: in newer browsers the call returns a promise, which React would take for the effect's cleanup.
    current.current?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const groups = [
    ...(['sure', 'likely', 'possible'] as const).map((sureness) => ({
      label: surenessLabels[sureness],
      pairs: pairs.filter(({ percent }) => surenessOf(percent) === sureness),
    })),
    { label: 'Not the same', pairs: distinct },
  ];
  return (
    <nav className={classes.pairs} aria-label="Pairs">
      {groups.map(({ label, pairs: here }) => {
        return here.length === 0 ? null : (
          <section key={label} aria-label={label}>
            <h2>
              {label} <span>{formats.count(here.length)}</span>
            </h2>
            <ul>
              {here.map((pair) => (
                <li key={keyOf(pair)}>
                  <button
                    type="button"
                    className={classes.pair}
                    aria-current={keyOf(pair) === at}
                    ref={keyOf(pair) === at ? current : undefined}
                    onClick={() => onPick(keyOf(pair))}
                  >
                    <strong dir="auto">{pair.left.title}</strong>
                    <span className={classes.percent}>{formats.percent(pair.percent)}</span>
                    <span dir="auto">{pair.right.title}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}

type AskedProps = {
  readonly entity: Entity;
  readonly pair: DuplicatePair;
  readonly place: string;
  /** Whether somebody marked the two as different. */
  readonly isApart: boolean;
  readonly refusal: string | undefined;
  readonly onSay: () => void;
  readonly onLater: () => void;
};

/** One pair side by side. It draws nothing until both records are read. */
function Asked({ entity, pair, ...rest }: AskedProps) {
  const left = useRecord(pair.left.id).data;
  const right = useRecord(pair.right.id).data;
  if (!left || !right) return <div className={classes.content} />; // takes some milliseconds
  // The older record stays unless a person decides otherwise: more records are likely to refer to it.
  const answers: [CallOutput<'records.get'>, CallOutput<'records.get'>] =
    left.record.createdAt <= right.record.createdAt ? [left, right] : [right, left];
  return <Question entity={entity} pair={pair} answers={answers} {...rest} />;
}

function Question({
  entity,
  pair,
  place,
  answers,
  isApart,
  refusal,
  onSay,
  onLater,
}: AskedProps & { readonly answers: readonly [CallOutput<'records.get'>, CallOutput<'records.get'>] }) {
  const merge = useMerge(entity, ...answers);
  const run = () => {
    if (merge.refusal === undefined) void merge.merge();
  };
  useShortcuts([{ keys: 'mod+enter', label: 'Merge the two', section: 'Duplicates', run }]);
  return (
    <div className={classes.content}>
      <div className={classes.asked}>
        <div className={classes.question}>
          <h1>{isApart ? 'These are not the same' : 'Are these the same?'}</h1>
          <p>{reasonsLine(entity, pair.reasons)}</p>
          <p>{place}</p>
        </div>
        <BesideEffects
          form={<MergeForm entity={entity} merge={merge} />}
          effects={<MergeEffects entity={entity} merge={merge} />}
        />
      </div>
      <div className={classes.foot}>
        <span className={classes.gap} /> {/* messages with undo cover the left end */}
        <Button keys="x" disabledReason={refusal} onClick={onSay}>
          {isApart ? sameAgain : 'Not the same'}
        </Button>
        <Button variant="quiet" keys="j" onClick={onLater}>
          Later
        </Button>
        <Button variant="primary" icon="merge" keys="mod+enter" disabledReason={merge.refusal} onClick={run}>
          Merge the two
        </Button>
      </div>
    </div>
  );
}
