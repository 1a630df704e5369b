import type { CreateEdit } from '@outpost/domain/kernel/acts/act';
import { given } from '@outpost/domain/kernel/acts/given';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import type { Values } from '@outpost/domain/kernel/entities/typed-record';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { readLetters, type SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { contact } from '@outpost/domain/packs/crm/entities/contact.entity';
import { enrolment } from '@outpost/domain/packs/crm/entities/enrolment.entity';
import { letter } from '@outpost/domain/packs/crm/entities/letters/letter.entity';
import type { sequence } from '@outpost/domain/packs/crm/entities/sequence.entity';
import type { Service } from '../../../jobs/service/service.ts';
import { judgeLetters } from '../letters/judge-letters.ts';
import { letterTo } from '../letters/letter-to.ts';
import type { Enrolment } from './stop-enrolments.ts';

export type LetterStep = Extract<SequenceStep, { readonly kind: 'letter' }>;

type Writing = {
  readonly service: Service;
  /** The work with the rights of the person who started the enrolment. */
  readonly sender: Service;
  readonly enrolled: Enrolment;
  readonly purpose: Values<typeof sequence>['purpose'];
};

const noAddress = 'There is no postal address with a street and a city.';

/**
 * SEQ-14: returns the letter of a step, to the contact's address of this moment, as its sender sees it; a text: why none can be written. It is
 * judged like the letters of a print batch (LET-3), and again when its batch is made.
 */
export async function letterOfStep({ service, sender, enrolled, purpose }: Writing, step: LetterStep): Promise<Result<CreateEdit | string>> {
  const { id, version, fields, ownerId, createdBy } = enrolled;
  const letters = readLetters(fields.letters);
  const words = letters.ok ? letters.value[step.id] : undefined;
  if (!words) return accept('The words of this letter were not written when the sequence was started.');
  const about = refTarget(enrolment.fields.about, fields.about);
  const person = fields.with ?? (about?.entity === contact.name ? about.id : undefined);
  if (person === undefined) return accept(noAddress);
  const found = await sender.list(contact, { where: { field: 'id', op: 'is', value: person }, limit: 1 });
  if (!found.ok) return found;
  const to = found.value[0];
  const filled =
    to &&
    letterTo(to, {
      about: fields.about,
      subject: words.subject ?? '',
      body: words.words,
      purpose,
      ...(words.templateVersion ? { templateVersion: words.templateVersion as never } : {}), // checked by the reference itself
    });
  if (!filled) return accept(noAddress);
  const judged = await judgeLetters(service, [{ fields: filled }]);
  if (!judged.ok) return judged;
  const why = judged.value[0]?.why;
  if (why !== undefined) return accept(why);
  return accept(given(letter, service.idOf(letter, 'sequence', id, String(version)), filled, { ownerId: ownerId ?? createdBy }));
} // prettier-ignore
