import type { Edit } from '@outpost/domain/kernel/acts/act';
import { given } from '@outpost/domain/kernel/acts/given';
import type { RecordOf } from '@outpost/domain/kernel/entities/typed-record';
import { idSchema, type Id } from '@outpost/domain/kernel/ids';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { letterFormats } from '@outpost/domain/kernel/letters/letter-formats';
import { mostBatchLetters } from '@outpost/domain/kernel/letters/letters-pdf';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { letter } from '@outpost/domain/packs/crm/entities/letters/letter.entity';
import { letterBatch } from '@outpost/domain/packs/crm/entities/letters/letter-batch.entity';
import { z } from 'zod';
import { packRoute } from '../../../http/packs/pack-route.ts';
import type { Service } from '../../../jobs/service/service.ts';
import { type JudgedLetter, judgeLetters } from './judge-letters.ts';

const leftOutSchema = z.strictObject({ letter: idSchema, why: z.string() });

/** Why a letter that was asked for does not wait to be printed. One of another person is like one that does not exist. */
const notWaiting = {
  draft: 'It is a draft.',
  'in-batch': 'It is in another print batch.',
  cancelled: 'It was taken back.',
  missing: 'It does not exist, or you do not see it.',
  before: 'It was left out when this batch was made.',
} as const;

const lettersOf = (person: Service, batch: string) =>
  person.list(letter, { where: { field: 'batch', op: 'is', value: batch } });

/**
 * LET-2, LET-3, LET-7: makes a print batch of letters that wait. The caller names the batch, so a repeated request makes it once. Each letter is
 * judged at this moment (MSG-1, MSG-3 … MSG-7): one that must not go out is left out with the reason. The batch and the letters' place in it are
 * one act with the caller's own rights, and it is refused where a letter was changed or taken meanwhile. The letters stand in the log of messages.
 */
export const makeLetterBatch = packRoute({
  name: 'make-letter-batch',
  summary: 'Makes a print batch of letters that wait, each in one batch at most',
  asks: `${letterBatch.name}:create@own`,
  takes: z.strictObject({
    batch: idSchema,
    name: z.string().trim().min(1).max(200),
    format: z.enum(letterFormats.map(({ value }) => value)),
    printedBy: z.enum(['printer', 'service']).default('printer'),
    sender: z.string().trim().max(200).optional(),
    letters: z.array(idSchema).min(1).max(mostBatchLetters),
  }),
  gives: z.strictObject({ letters: z.array(idSchema), leftOut: z.array(leftOutSchema) }),
  work: async (service, { batch, name, format, printedBy, sender = '', letters: asked }, { userId }) => {
    const person = await service.as(userId);
    if (!person) return refuse('access/denied', 'You have no rights here any more.', { action: 'create' });
    const made = await lettersOf(person, batch);
    if (!made.ok) return made;
    if (made.value.length > 0) {
      await service.paperLog.left(batch); // of a server that stopped behind the act
      return accept(batchedOf(asked, made.value, new Map()));
    }
    if (printedBy === 'service' && !service.hasPrintService)
      return refuse('request/invalid', 'This server has no print service. Print the letters yourself, or ask the operator of the server.', { path: 'body.printedBy' }); // prettier-ignore
    const found = await person.list(letter, { where: { field: 'id', op: 'one-of', value: [...new Set(asked)] } });
    if (!found.ok) return found;
    const waiting = found.value.filter(({ fields }) => fields.status === 'waiting');
    const judged = await judgeLetters(service, waiting);
    if (!judged.ok) return judged;
    const goes = judged.value.filter(({ why }) => why === undefined);
    const reasons = new Map<string, string>(asked.map((id) => [id, notWaiting.missing]));
    for (const { id, fields } of found.value) reasons.set(id, fields.status === 'waiting' ? notWaiting.before : notWaiting[fields.status ?? 'draft']); // prettier-ignore
    for (const { letter: one, why } of judged.value) if (why !== undefined) reasons.set(one.id, why);
    const asLogged = ({ letter: one, message, verdict }: JudgedLetter) => ({ entity: letter.name, id: one.id, author: userId, words: wordsOf(one), message, verdict }); // prettier-ignore
    await service.paperLog.refuse(batch, judged.value.map(asLogged));
    if (goes.length === 0)
      return refuse('request/invalid', reasons.get(asked[0] ?? '') ?? 'None of these letters waits to be printed.', { path: 'body.letters' }); // prettier-ignore
    const printed = goes.map(({ letter: one }) => one);
    await service.paperLog.leave(batch, goes.map(asLogged));
    const id = batch as Id<typeof letterBatch.name>; // parsed as an id, and made under this kind
    const head = given(letterBatch, id, { name, format, printedBy, ...(sender === '' ? {} : { sender }) }, { ownerId: userId }); // prettier-ignore
    const edits: readonly Edit[] = [
      { ...head, create: { ...head.create, fields: { ...head.create.fields, letterCount: printed.length } } },
      ...printed.map((one) => intoBatch(one, batch, service.today)),
    ];
    const expected = Object.fromEntries(printed.map(({ id: one, version }) => [one, version]));
    const done = await person.act({ once: ['letter-batch', batch], label: `Made the print batch ${name}`, edits, expected, isFilling: true }); // prettier-ignore
    if (!done.ok) {
      await service.paperLog.stayed(batch);
      return done;
    }
    await service.paperLog.left(batch);
    const kept = await lettersOf(person, batch); // of two requests with one id the act of the first was done
    return kept.ok ? accept(batchedOf(asked, kept.value, reasons)) : kept;
  },
});

/** Returns what became of the letters that were asked for: those in the batch, and all others with the reason. */
function batchedOf(
  asked: readonly string[],
  made: readonly RecordOf<typeof letter>[],
  reasons: ReadonlyMap<string, string>,
) {
  const letters = made.map(({ id }) => id as string);
  const others = [...new Set(asked)].filter((id) => !letters.includes(id));
  return { letters, leftOut: others.map((id) => ({ letter: id, why: reasons.get(id) ?? notWaiting.before })) };
}

/** The words of a letter whose hash the log keeps: the subject, an empty line, and the text as it was typed. */
const wordsOf = ({ fields: { subject, body } }: RecordOf<typeof letter>): string => `${subject}\n\n${body}`;

/** Puts a letter into a batch, and writes the day of the batch where it has none. */
function intoBatch({ id, version, fields }: RecordOf<typeof letter>, batch: string, today: string): Edit {
  const day: Readonly<Record<string, readonly [JsonValue, JsonValue]>> = fields.datedOn
    ? {}
    : { datedOn: [null, today] };
  return { id, entity: letter.name, seen: version, fields: { batch: [null, batch], ...day } };
}
