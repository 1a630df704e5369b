import { reasonInLabel } from '@outpost/domain/kernel/assignment/assigned-label';
import { automationsId } from '@outpost/domain/kernel/automation/automation-kinds';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { envelopeFact } from '@outpost/domain/kernel/entities/envelope';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import type { ReplacedMark } from '@outpost/ui/parts/marks';
import type { TimelineEntry } from '@outpost/ui/record/timeline';
import type { OutboxEntry, Replaced } from '../../bridge/contract.ts';
import { waitingWords } from '../records/act-words.ts';
import { oneOf, stageFieldOf } from '../records/entity-shape.ts';
import { fieldNamed } from '../records/field-spec-of.ts';

/** The context for wording a timeline. */
export type TimelineContext = {
  readonly entity: Entity;
  /** The record's own title, which is left out of waiting texts. */
  readonly title: string;
  readonly me: string;
  readonly nameOf: (id: string) => string;
  /** Formats a field's value for a person. */
  readonly textOf: (field: string, value: JsonValue) => string;
  /** Returns why the message of a record would not be sent now. */
  readonly whyNotSent?: (id: string) => string | undefined;
  /** Returns the receiver's hours that the message of a record waits for. */
  readonly waitsFor?: (id: string) => string | undefined;
};

/** Returns the label of a field, or of a property that every record has: "Shared with". */
const labelOf = (entity: Entity, name: string): string =>
  fieldNamed(entity, name)?.label ?? envelopeFact(name)?.label ?? name;

const who = (telling: TimelineContext, id: string) => (id === telling.me ? 'You' : telling.nameOf(id));

/** Describes one journal row: a creation, a move, a change of fields, a deletion. */
export function historyEntry(row: HistoryRow, telling: TimelineContext): TimelineEntry {
  const base = { id: `journal ${row.n}`, at: row.at };
  const by = who(telling, row.by);
  if (row.kind === 'created')
    return { ...base, kind: 'event', icon: 'plus', title: `${by} added this ${oneOf(telling.entity)}`, isQuiet: true };
  const life = row.changed['life'];
  if (life) {
    const [, to] = life;
    const word = to === 'deleted' ? 'deleted' : to === 'alive' ? 'restored' : 'merged';
    return {
      ...base,
      kind: 'event',
      icon: word === 'deleted' ? 'trash' : word === 'restored' ? 'undo' : 'merge',
      title: `${by} ${word} this ${oneOf(telling.entity)}`,
    };
  }
  const stage = stageFieldOf(telling.entity)?.name;
  const move = stage === undefined ? undefined : row.changed[stage];
  const names = Object.keys(row.changed);
  const label = (name: string) => labelOf(telling.entity, name);
  const undone = row.undoes === null ? '' : ', undoing an earlier change';
  if (move && stage !== undefined) {
    const rest = names
      .filter((name) => name !== stage)
      .map((name) => `${label(name)} ${telling.textOf(name, row.changed[name]?.[1] ?? null) || 'emptied'}`);
    const from = telling.textOf(stage, move[0]);
    return {
      ...base,
      kind: 'event',
      icon: 'chevron-right',
      title: `${by} moved it to ${telling.textOf(stage, move[1])}${from === '' ? '' : ` from ${from}`}${undone}`,
      ...(rest.length > 0 ? { body: rest.join(' · ') } : {}),
      isQuiet: true,
    };
  }
  const assigned = row.by === automationsId ? reasonInLabel(row.label) : undefined;
  if (assigned !== undefined && row.changed['ownerId']) {
    const to = telling.textOf('ownerId', row.changed['ownerId'][1]);
    return {
      ...base,
      kind: 'event',
      icon: 'users-group',
      title: `${by} assigned it to ${to}${undone}`,
      body: assigned,
    };
  }
  const changes = names.map((name) => {
    const [from = null, to = null] = row.changed[name] ?? [];
    return {
      ...(names.length > 1 ? { field: label(name) } : {}),
      from: telling.textOf(name, from),
      to: telling.textOf(name, to),
    };
  });
  const [only = ''] = names;
  return {
    ...base,
    kind: 'change',
    title: `${by} changed ${names.length > 1 ? `${names.length} fields` : label(only)}${undone}`,
    changes,
  };
}

/**
 * Returns entries for the replaced values of one row (S-4). The person's own value is a box with Restore; another
 * person's or a settled value is a line.
 */
export function entriesOfReplaced(
  row: HistoryRow,
  telling: TimelineContext,
  open: (field: string, n: number) => ReplacedMark | undefined,
): readonly TimelineEntry[] {
  return Object.entries(row.superseded).map(([field, lost]): TimelineEntry => {
    const base = { id: `journal ${row.n} ${field}`, at: row.at };
    const label = labelOf(telling.entity, field);
    const replaced = open(field, row.n);
    if (replaced) return { ...base, kind: 'replaced', field: label, replaced };
    const whose = lost.by === telling.me ? 'Your' : `${telling.nameOf(lost.by)}’s`;
    return {
      ...base,
      kind: 'event',
      icon: 'swap',
      title: `${whose} ${label} was replaced`,
      body: telling.textOf(field, lost.value) || 'empty',
      isQuiet: true,
    };
  });
}

/** "Changed Value" → "changed Value". Labels of acts begin with a verb. */
const inSentence = (words: string): string => `${words.charAt(0).toLowerCase()}${words.slice(1)}`;

/** Returns a waiting act as the record's newest entry. */
export function waitingEntry(entry: OutboxEntry, telling: TimelineContext): TimelineEntry {
  return {
    id: `act ${entry.act}`,
    at: entry.madeAt,
    kind: 'event',
    icon: 'clock',
    title: `You ${inSentence(waitingWords(entry.label, telling.title).replace(/, to send$/, ''))}`,
    waiting: entry.isJudgedLater
      ? 'On this device, to send. A rule needs records that are not here: the server checks it'
      : 'On this device, to send',
  };
}

/**
 * Returns the waiting acts without those whose journal rows are already shown. The two come from two answers of the
 * replica, so for a moment after an act was kept both have it.
 */
export function stillWaiting<Waiting extends Pick<OutboxEntry, 'act'>>(
  waiting: readonly Waiting[],
  rows: readonly HistoryRow[],
): readonly Waiting[] {
  const kept = new Set<string | null>(rows.map(({ act }) => act));
  return waiting.filter(({ act }) => !kept.has(act));
}

/** Sorts all entries, newest first; entries of equal time keep their order. */
export const newestFirst = (entries: readonly TimelineEntry[]): readonly TimelineEntry[] =>
  [...entries].sort((left, right) => (left.at < right.at ? 1 : left.at > right.at ? -1 : 0));

/** Returns the unsettled replaced values of one record, by journal number and field. */
export function openReplaced(entries: readonly Replaced[]): ReadonlyMap<string, Replaced> {
  return new Map(entries.map((entry) => [`${entry.n} ${entry.field}`, entry]));
}
