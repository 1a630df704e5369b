import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { addressLine } from '@outpost/domain/kernel/entities/field-types';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import type { RecordOf } from '@outpost/domain/kernel/entities/typed-record';
import { refusalInWords, type SendVerdict } from '@outpost/domain/kernel/messages/judge-send';
import { isPromotional, type Message } from '@outpost/domain/kernel/messages/message';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { contact } from '@outpost/domain/packs/crm/entities/contact.entity';
import { deal } from '@outpost/domain/packs/crm/entities/deal.entity';
import { letter } from '@outpost/domain/packs/crm/entities/letters/letter.entity';
import type { Service } from '../../../jobs/service/service.ts';

/** A letter, or one that would be written. */
type Judged = Pick<RecordOf<typeof letter>, 'fields'>;

/** A letter with its message and the verdict. `why`: a sentence by which it is left out, perhaps although it may be sent. */
export type JudgedLetter<L extends Judged = RecordOf<typeof letter>> = {
  readonly letter: L;
  readonly message: Message;
  readonly verdict: SendVerdict;
  readonly why?: string;
};

const messageOf = ({ fields }: Judged): Message => ({
  channel: 'post',
  purpose: fields.purpose ?? 'contract',
  address: addressLine(fields.address),
  ...(fields.templateVersion ? { templateVersion: fields.templateVersion } : {}),
});

const channelWords = { phone: 'the telephone', email: 'e-mail', text: 'text messages' } as const;

/**
 * LET-3: judges letters at this moment, in their order: the address by the suppressions of the organisation (MSG-3), and the person by their own word
 * (MSG-1, MSG-4 … MSG-7). The person is the letter's contact, else the contact or lead that it is about, else the contact of its deal. Nobody is
 * looked up by an address: neighbours share one. Offers and surveys are left out where the contact prefers another way.
 */
export async function judgeLetters<L extends Judged>(
  service: Service,
  letters: readonly L[],
): Promise<Result<readonly JudgedLetter<L>[]>> {
  const abouts = letters.map(({ fields }) => refTarget(letter.fields.about, fields.about));
  const dealIds = abouts.flatMap((about) => (about?.entity === deal.name ? [about.id] : []));
  const deals = await ofIds(service, deal, dealIds);
  if (!deals.ok) return deals;
  const contactOf = new Map<string, string | undefined>(deals.value.map(({ id, fields }) => [id, fields.contact]));
  const people = letters.map(({ fields }, place): { readonly entity: string; readonly id: string } | undefined => {
    const about = abouts[place];
    const own = fields.with ?? (about?.entity === deal.name ? contactOf.get(about.id) : undefined);
    return own === undefined ? about : { entity: contact.name, id: own };
  });
  const contacts = await ofIds(service, contact, people.flatMap((person) => (person?.entity === contact.name ? [person.id] : []))); // prettier-ignore
  if (!contacts.ok) return contacts;
  const preferred = new Map<string, keyof typeof channelWords | undefined>(contacts.value.map(({ id, fields }) => [id, fields.preferredChannel])); // prettier-ignore
  const messages = letters.map(messageOf);
  const verdicts = await service.judge(messages.map((message, place) => ({ ...message, person: people[place] })));
  return accept(
    letters.flatMap((one, place): readonly JudgedLetter<L>[] => {
      const [message, verdict] = [messages[place], verdicts[place]];
      if (!message || !verdict) return []; // each letter has both
      const judged = { letter: one, message, verdict };
      if (!verdict.allowed) return [{ ...judged, why: refusalInWords(verdict) }];
      const prefers = preferred.get(people[place]?.id ?? '');
      if (!prefers || !isPromotional(message.purpose)) return [judged];
      const why = `${one.fields.receiver} prefers ${channelWords[prefers]}: offers and surveys go there (LET-3).`;
      return [{ ...judged, why }];
    }),
  );
}

const ofIds = async <E extends Entity>(
  service: Service,
  on: E,
  ids: readonly string[],
): Promise<Result<readonly RecordOf<E>[]>> =>
  ids.length === 0 ? accept([]) : service.list(on, { where: { field: 'id', op: 'one-of', value: [...new Set(ids)] } });
