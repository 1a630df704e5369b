import type { ChangeEdit } from '@outpost/domain/kernel/acts/act';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { RecordOf } from '@outpost/domain/kernel/entities/typed-record';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { activity } from '@outpost/domain/packs/crm/entities/activity.entity';
import type { Service } from '../../../jobs/service/service.ts';
import { takingLetterBack } from '../letters/taking-letter-back.ts';
import { readWritten } from './read-written.ts';

/** Chosen: one act takes back so many messages. */
const mostTakenBack = 100;

/** `taken`: they were taken back, now or before. `missing`: they do not exist. All others have an outcome, or could not be taken back. */
export type TakenBack = { readonly taken: ReadonlySet<string>; readonly missing: ReadonlySet<string> };

/** Takes back messages that were not sent, and letters that are in no print batch (CMP-16), and returns what became of them. */
export async function takeBack(service: Service, messages: readonly string[]): Promise<Result<TakenBack>> {
  const [taken, missing] = [new Set<string>(), new Set(messages)];
  for (let at = 0; at < messages.length; at += mostTakenBack) {
    const part = messages.slice(at, at + mostTakenBack);
    const found = await readWritten(service, part);
    if (!found.ok) return found;
    const edits = [...[...found.value.messages.values()].flatMap(takingMessageBack), ...[...found.value.letters.values()].flatMap(takingLetterBack)];
    const [first] = edits;
    if (first)
      await service.act({
        once: ['take back', first.id, String(first.seen), service.now],
        label: cutLabel('Took back messages of a campaign'),
        edits,
        shape: 'each',
      }); // parts of it may be refused, so the messages are read again
    const now = first ? await readWritten(service, part) : found;
    if (!now.ok) return now;
    for (const id of part) if (now.value.has(id)) missing.delete(id);
    for (const { id, fields } of now.value.messages.values()) if (!fields.deliveryStatus && fields.deliveryDecision === 'not-sent') taken.add(id);
    for (const { id, fields } of now.value.letters.values()) if (fields.status === 'cancelled') taken.add(id);
  }
  return accept({ taken, missing });
} // prettier-ignore

const takingMessageBack = ({ id, version, fields }: RecordOf<typeof activity>): readonly ChangeEdit[] =>
  fields.deliveryStatus || fields.deliveryDecision === 'not-sent'
    ? []
    : [{ id, entity: activity.name, seen: version, fields: { deliveryDecision: [fields.deliveryDecision ?? null, 'not-sent'] } }]; // prettier-ignore
