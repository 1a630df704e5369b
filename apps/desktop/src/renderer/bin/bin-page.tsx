import { Checkbox, VisuallyHidden } from '@mantine/core';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useEffect, useRef, useState } from 'react';
import type { RefNames } from '../../bridge/contract.ts';
import { useActs } from '../queries/use-acts.ts';
import { restoreRequest } from '../records/life-acts.ts';
import { refusalOf } from '../records/may.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { useOpenRecord } from '../window/use-open-record.ts';
import { type Deleted, useBin } from './use-bin.ts';
import classes from './bin.module.css';

type Props = {
  /** The kind whose deleted records are shown. Left out: all kinds. */
  readonly kind: string | undefined;
  readonly onKind: (kind: string | undefined) => void;
};

const everyKind = 'all';

/** The deleted records of all kinds, the latest first. Each can be restored, one alone or many in one act (K-6). */
export function BinPage({ kind, onKind }: Props) {
  const formats = useFormats();
  const principal = usePrincipal();
  const { perform } = useActs();
  const open = useOpenRecord();
  const { deleted, refs, kinds, isCut, isLoaded, error } = useBin(kind);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [at, setAt] = useState<string>();
  if (error) throw error; // drawn by the screen's boundary
  const place = Math.max(
    0,
    deleted.findIndex(({ record }) => record.id === at),
  );
  const current = deleted[place];
  const whyNot = ({ entity, record }: Deleted) =>
    refusalOf(principal, 'delete', entity, { record, nameOf: (id) => refs[id]?.title });
  // A record that somebody has restored meanwhile is no longer in the selection.
  const chosen = deleted.filter((one) => picked.has(one.record.id) && whyNot(one) === undefined);
  const pick = (one: Deleted | undefined) => {
    if (!one || whyNot(one) !== undefined) return;
    const next = new Set(picked);
    if (!next.delete(one.record.id)) next.add(one.record.id);
    setPicked(next);
  };
  const restore = async (ones: readonly Deleted[]) => {
    const [first, ...others] = ones;
    if (!first) return;
    const one = restoreRequest(first.entity, first.record);
    const restored =
      others.length === 0
        ? await perform(one)
        : await perform({
            label: cutLabel(`Restored ${formats.plural(ones.length, 'record', 'records')}`),
            shape: 'each',
            edits: ones.flatMap(({ entity, record }) => restoreRequest(entity, record).edits),
          });
    if (restored) setPicked(new Set());
  };
  const restoreChosen = () => {
    if (chosen.length > 0) void restore(chosen);
    else if (current && whyNot(current) === undefined) void restore([current]);
  };
  const go = (by: 1 | -1) => setAt((deleted[place + by] ?? current)?.record.id);
  useShortcuts([
    { keys: 'j', label: 'Next record', section: 'Bin', run: () => go(1) },
    { keys: 'k', label: 'Previous record', section: 'Bin', run: () => go(-1) },
    { keys: 'x', label: 'Select or leave out', section: 'Bin', run: () => pick(current) },
    {
      keys: 'mod+a',
      label: 'Select all',
      section: 'Bin',
      run: () => setPicked(new Set(deleted.map(({ record }) => record.id))),
    },
    { keys: 'r', label: 'Restore', section: 'Bin', run: restoreChosen },
    { keys: 'o', label: 'Open the record', section: 'Bin', run: () => current && open(current.record.id) },
  ]);
  return (
    <>
      <ViewBar
        title="Bin"
        views={[{ id: everyKind, name: 'All' }, ...kinds.map(({ name, label }) => ({ id: name, name: label.many }))]}
        view={kind ?? everyKind}
        onView={(id) => onKind(id === everyKind ? undefined : id)}
        summary={
          isLoaded && deleted.length > 0
            ? `${formats.plural(deleted.length, 'record', 'records')}${isCut ? ', and older ones' : ''}`
            : undefined
        }
        secondary={
          chosen.length === 0 ? undefined : (
            <>
              <Button variant="quiet" onClick={() => setPicked(new Set())}>
                Clear
              </Button>
              <Button variant="primary" icon="undo" keys="r" onClick={restoreChosen}>
                Restore {formats.plural(chosen.length, 'record', 'records')}
              </Button>
            </>
          )
        }
      />
      {!isLoaded ? null : deleted.length === 0 ? (
        <EmptyState icon="trash" title="The bin is empty">
          Deleted records are kept here. The server removes them for good after 180 days, unless your organisation has
          chosen another time.
        </EmptyState>
      ) : (
        <div className={classes.page}>
          <p className={classes.hint}>
            These are the deleted records on this device. They can be restored until the server removes them for good:
            after 180 days, unless your organisation has chosen another time.
          </p>
          <ul className={classes.list}>
            {deleted.map((one) => (
              <BinLine
                key={one.record.id}
                deleted={one}
                refs={refs}
                refusal={whyNot(one)}
                isCurrent={one === current}
                isPicked={picked.has(one.record.id)}
                onPick={() => pick(one)}
                onOpen={() => open(one.record.id)}
                onRestore={() => void restore([one])}
              />
            ))}
          </ul>
          {isCut ? (
            <p className={classes.hint}>
              Older ones are in the lists of their kinds: choose “Deleted …” in a list’s menu.
            </p>
          ) : null}
        </div>
      )}
    </>
  );
}

type LineProps = {
  readonly deleted: Deleted;
  readonly refs: RefNames;
  readonly refusal: string | undefined;
  readonly isCurrent: boolean;
  readonly isPicked: boolean;
  readonly onPick: () => void;
  readonly onOpen: () => void;
  readonly onRestore: () => void;
};

/** One deleted record: its kind and name, the person who deleted it, and the time. */
function BinLine({ deleted, refs, refusal, isCurrent, isPicked, onPick, onOpen, onRestore }: LineProps) {
  const formats = useFormats();
  const now = useNowMs();
  const { entity, record } = deleted;
  const title = titleOf(entity, record);
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isCurrent) line.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  const by = refs[record.updatedBy]?.title;
  return (
    <li ref={line} className={classes.line} aria-current={isCurrent}>
      <Checkbox
        size="xs"
        aria-label={`Select ${title}`}
        checked={isPicked && refusal === undefined}
        disabled={refusal !== undefined}
        onChange={onPick}
      />
      <span className={classes.icon}>
        <Icon name={entity.icon} size={14} />
      </span>
      <span className={classes.what}>
        <button type="button" className={classes.title} dir="auto" onClick={onOpen}>
          {title}
        </button>
        <span className={classes.detail}>
          {entity.label.one}, deleted {by === undefined ? '' : `by ${by} `}
          <time dateTime={record.updatedAt} title={formats.instant(record.updatedAt, true)}>
            {formats.relative(record.updatedAt, now)}
          </time>
        </span>
      </span>
      <Button size="sm" icon="undo" disabledReason={refusal} onClick={onRestore}>
        Restore <VisuallyHidden>{title}</VisuallyHidden>
      </Button>
    </li>
  );
}
