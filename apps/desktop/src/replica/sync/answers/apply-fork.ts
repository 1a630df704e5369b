import { type Act, isCreate } from '@outpost/domain/kernel/acts/act';
import type { IdSource } from '@outpost/domain/kernel/ports';
import type { ActDocument } from '../../records/documents.ts';
import type { DeviceWrite } from '../../records/device-write.ts';
import { keptActs } from '../../records/kept-acts.ts';
import type { ReplicaLookups } from '../../records/replica-lookups.ts';
import { takeNewName } from './apply-answers.ts';
import { startOver } from './apply-page.ts';

/**
 * Handles a journal of the server that differs from the one that this device saw (S-1b, S-1c). The device starts over. It
 * sends again, in order and with their ids, all acts that were confirmed after the last common head. Each contains the time
 * of its first decision: it returns to its place, and loses to later changes (ADR 0017).
 */
export async function applyFork(
  write: DeviceWrite,
  common: number,
  ports: { readonly ids: IdSource; readonly lookups: ReplicaLookups },
): Promise<void> {
  startOver(write);
  for (const entry of await keptActs(write, common)) sendAgain(write, entry);
  for (const entry of write.acts.all()) if (entry.state === 'answered' && entry.n > common) sendAgain(write, entry);
  for (const id of ports.lookups.booksAfter(common)) write.books.remove(id);
  write.setState({
    heads: write.state.heads.filter(([n]) => n <= common),
    signedHead: null, // the server has received it
    durable: Math.min(write.state.durable, common),
  });
  takeNewName(write, ports.ids);
}

function sendAgain(write: DeviceWrite, { answer, ...entry }: ActDocument): void {
  // After a second loss the act still contains the time of its first decision.
  const first = answer && !entry.act.cameFrom ? firstDecided(entry, answer) : {};
  const act: Act = { ...entry.act, ...first, again: true };
  write.acts.put({ ...entry, act, state: 'waiting', n: 0, versions: {}, covered: [] });
}

function firstDecided(
  { act, n }: ActDocument,
  { at, superseded }: Required<ActDocument>['answer'],
): Pick<Act, 'cameFrom' | 'edits'> {
  const edits = act.edits.map((edit) => {
    const gaveWay = superseded[edit.id];
    return gaveWay === undefined || isCreate(edit) ? edit : { ...edit, gaveWay };
  });
  return { cameFrom: { at, n }, edits };
}
