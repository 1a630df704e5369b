import type { Clock, RandomBytes } from '@outpost/domain/kernel/ports';
import type { Transaction } from '../../db/database.ts';
import { chain, type JournalPayload } from '../../journal/chain.ts';
import { readClock } from '../../journal/heads.ts';
import { writeJournal } from './write-batch.ts';

/** Something that a person did which changed no record. `entity` and `record`: the record that it concerns. */
export type Note = {
  readonly orgId: string;
  readonly by: string;
  /** The session from which they did it. */
  readonly device: string;
  readonly label: string;
  readonly entity: string;
  readonly record: string;
};

/** P-4a: writes a journal row about an act that changed no record, in the transaction of that act. Other writers of the tenant wait. */
export async function writeNote(
  tx: Transaction,
  { orgId, by, device, label, entity, record }: Note,
  { clock, random }: { readonly clock: Clock; readonly random: RandomBytes },
): Promise<void> {
  const now = await readClock(tx, orgId, 'locked');
  if (!now) throw new Error(`There is no tenant ${orgId}`);
  const payload: JournalPayload = {
    org: orgId, n: now.head + 1, kind: 'decided', at: new Date(clock.nowMs()).toISOString(), by, label, act: null, group: null, undoes: null, closes: null,
    device, number: null, madeAt: null, entity, record, changed: {}, superseded: {}, expanded: false, refused: {},
  }; // prettier-ignore
  await writeJournal(tx, orgId, [chain(now.hash, payload, random(32))]);
}
