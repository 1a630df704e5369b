import { sameJson } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { upgradedFields, withFormulas } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { tellsErasure, tellsPseudonym } from '@outpost/domain/sync/erased-row';
import { type PageInFull, type RowInFull, setsAfter } from '@outpost/domain/sync/page-in-full';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { tokenTestOf, tokensIn } from '@outpost/domain/sync/token-groups';
import { bookEntities, replacedId } from '../../records/documents.ts';
import { receivedMark } from '../../records/memory/upgraded-mark.ts';
import type { DeviceWrite } from '../../records/device-write.ts';
import type { ReplicaLookups } from '../../records/replica-lookups.ts';
import { forgetErased, forgetNames } from './forget-erased.ts';
import { withSigned } from './heads.ts';
import { mayChangeRights } from './may-change-rights.ts';

/**
 * Starts the device over (S-1a). It keeps its acts. It keeps its records until the last page sweeps those that the server did
 * not name again.
 */
export function startOver(write: DeviceWrite): void {
  write.setState({ at: null, upTo: null, round: write.state.round + 1, sweeping: true });
}

/**
 * Returns a record as the server sent it, upgraded to this build's schema of its kind (K-5). Its formulas are computed by
 * this device's definitions, which may be newer: an unsent one of its person, for example (PLT-7).
 */
export function receivedRecord(
  catalogue: Catalogue,
  wire: Extract<RowInFull, { record: unknown }>['record'],
): StoredRecord {
  const record = wire as StoredRecord; // the wire's schema is the record's, except the pattern of `life`
  const entity = catalogue.entities.get(record.entity);
  if (!entity) return record;
  const upgraded =
    record.schema >= entity.schema
      ? record
      : { ...record, schema: entity.schema, fields: upgradedFields(entity, record.fields, record.schema) };
  return withFormulas(catalogue, upgraded);
}

/** `userId`: the device's person; `now`: the clock's time, as records write it. */
export type PageContext = { readonly lookups: ReplicaLookups; readonly userId: string; readonly now: string };

/**
 * Applies one page and its checkpoint in one write (S-1). Removes rows of lost tokens, adds the news, and lets rows at
 * or past an act's versions cover the act (D-2b). The last page sweeps, and confirmed acts stop counting for the shown
 * records. The caller has checked the page's signed head.
 */
export async function applyPage(write: DeviceWrite, page: PageInFull, context: PageContext): Promise<void> {
  const { lookups } = context;
  const durableBefore = write.state.durable;
  const gone = new Set<string>();
  await dropLostTokens(write, page, { lookups, gone });
  await write.records.load(page.rows.map((row) => row.id));
  for (const row of page.rows) {
    if ('gone' in row) {
      write.records.setConfirmed(row.id, null, []);
      gone.add(row.id);
    } else {
      write.records.setConfirmed(row.id, receivedRecord(write.catalogue, row.record), row.through);
      gone.delete(row.id);
    }
    coverActs(write, row.id, 'gone' in row ? row.n : row.record.version);
  }
  const erased = new Set(page.history.filter(tellsErasure).map(({ id }) => id));
  if (erased.size > 0) await forgetErased(write, erased, lookups); // first: later steps keep acts that this page confirms
  for (const id of erased) gone.add(id);
  const renamed = new Set(page.history.filter(tellsPseudonym).map(({ id }) => id));
  if (renamed.size > 0) await forgetNames(write, renamed);
  write.setState({
    at: page.next,
    sets: setsAfter(page, write.state),
    ...withSigned(write.state, page.head),
    upTo: null,
    upToDateAt: null,
    durable: page.durable,
    ...(mayChangeRights(page, { catalogue: write.catalogue, userId: context.userId })
      ? { rightsDue: (write.state.rightsDue ?? 0) + 1 }
      : {}),
  });
  if (page.done) await finishRound(write, { page, gone, context });
  if (gone.size > 0) for (const id of lookups.booksOf([...gone])) write.books.remove(id);
  await takeHistory(write, page.history, { gone, context });
  if (page.durable > durableBefore) dropDurable(write, page.durable); // also among the acts that this page confirms
}

async function dropLostTokens(
  write: DeviceWrite,
  page: PageInFull,
  { lookups, gone }: { readonly lookups: ReplicaLookups; readonly gone: Set<string> },
): Promise<void> {
  if (!page.changesTokens) return;
  const isHeld = tokenTestOf(page.tokens);
  const lost = tokensIn(write.state.sets.tokens).filter((token) => !isHeld(token));
  if (lost.length === 0) return;
  const ids = lookups.idsThrough(lost);
  await write.documents.load(ids);
  let isAnyLeaving = false;
  for (const id of ids) {
    const { record, through, round } = write.records.confirmed(id);
    const left = through.filter(isHeld);
    if (left.length === through.length) continue;
    if (left.length === 0 && page.done) gone.add(id);
    else if (left.length === 0) isAnyLeaving = true; // it may return under another token of this round
    write.records.setConfirmed(id, left.length === 0 ? null : record, left, round);
  }
  if (isAnyLeaving) write.setState({ leaving: true });
}

function coverActs(write: DeviceWrite, id: string, version: number): void {
  for (const entry of write.acts.on(id)) {
    const wanted = entry.versions[id];
    if (entry.state !== 'answered' || wanted === undefined || version < wanted || entry.covered.includes(id)) continue;
    write.acts.put({ ...entry, covered: [...entry.covered, id] });
  }
}

async function finishRound(
  write: DeviceWrite,
  { page, gone, context }: { readonly page: PageInFull; readonly gone: Set<string>; readonly context: PageContext },
): Promise<void> {
  const [head] = page.head.head;
  if (write.state.sweeping) {
    const stale = context.lookups.idsOfRoundsBefore(write.state.round);
    await write.documents.load(stale);
    for (const id of stale) {
      const confirmed = write.records.confirmed(id); // this page may also have named it
      if (confirmed.record === null || confirmed.round >= write.state.round) continue;
      write.records.setConfirmed(id, null, []);
      gone.add(id);
    }
  }
  if (write.state.leaving === true) {
    const arrived = new Set(page.rows.flatMap((row) => ('gone' in row ? [] : [row.id]))); // not in the file yet
    for (const id of context.lookups.leftBehind()) if (!arrived.has(id)) gone.add(id);
  }
  for (const entry of write.acts.all()) {
    if (entry.state !== 'answered' || entry.n > head) continue;
    if (entry.n > write.state.durable) write.acts.put({ ...entry, state: 'kept' });
    else write.acts.remove(entry.id);
  }
  write.setState({ upTo: head, upToDateAt: context.now, sweeping: false, leaving: false, synced: true });
}

/** Drops acts that every restore of the server would contain (S-1c). */
function dropDurable(write: DeviceWrite, durable: number): void {
  for (const id of write.acts.keptUpTo(durable)) write.books.remove(id);
}

async function takeHistory(
  write: DeviceWrite,
  rows: readonly HistoryRow[],
  { gone, context }: { readonly gone: ReadonlySet<string>; readonly context: PageContext },
): Promise<void> {
  const wanted = rows.filter((row) => !gone.has(row.id) && !tellsPseudonym(row));
  const marked = wanted.filter((row) => Object.keys(row.superseded).length > 0);
  await write.records.load(marked.map((row) => row.id));
  for (const row of wanted)
    write.books.put({
      id: `${row.n}:${row.id}`,
      entity: bookEntities.history,
      record: row.id,
      act: row.act,
      group: row.group,
      n: row.n,
      row,
    });
  for (const row of marked) markReplaced(write, row, context.userId);
}

/**
 * Marks a replaced value for both people (S-4). The row's author determines which of the two values lost. A value that was
 * replaced by an equal one (two people moved a record to one state, T-14) is noted, but needs no decision by a person.
 */
function markReplaced(write: DeviceWrite, row: HistoryRow, userId: string): void {
  for (const [field, lost] of Object.entries(row.superseded)) {
    const change = row.changed[field];
    const now = write.records.confirmed(row.id).record;
    const kept = change
      ? { value: change[1], by: row.by, at: row.at }
      : { value: null, by: now?.updatedBy ?? row.by, at: now?.updatedAt ?? row.at };
    if (row.by !== userId && lost.by !== userId && kept.by !== userId) continue;
    const mark = receivedMark(write.catalogue, {
      id: replacedId(row.n, row.id, field),
      entity: bookEntities.replaced,
      n: row.n,
      field,
      record: row.id,
      of: row.entity,
      lost,
      kept,
      handled: false,
    });
    // The value of an undo or of an act sent again was replaced: the kept value is in the record, and was there before
    // (S-4c).
    const value = change ? mark.kept.value : (now?.fields[mark.field] ?? null);
    write.books.put({ ...mark, kept: { ...mark.kept, value }, handled: sameJson(value, mark.lost.value) });
  }
}
