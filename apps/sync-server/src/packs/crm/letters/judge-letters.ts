import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { addressLine } from '@outpost/domain/kernel/entities/field-types';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import type { RecordOf } from '@outpost/domain/kernel/entities/typed-record';
import { judgeSend, refusalInWords, type SendVerdict } from '@outpost/domain/kernel/messages/judge-send';
import { isPromotional, type Message } from '@outpost/domain/kernel/messages/message';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { crmConsents } from '@outpost/domain/packs/crm/crm-consents';
import { consent } from '@outpost/domain/packs/crm/entities/consent.entity';
import { contact } from '@outpost/domain/packs/crm/entities/contact.entity';
import { deal } from '@outpost/domain/packs/crm/entities/deal.entity';
import { letter } from '@outpost/domain/packs/crm/entities/letters/letter.entity';
import type { Service } from '../../../jobs/service/service.ts';

type Letter = RecordOf<typeof letter>;

/** A letter with its message and the verdict. `why`: a sentence by which it is left out, perhaps although it may be sent. */
export type JudgedLetter = {
  readonly letter: Letter;
  readonly message: Message;
  readonly verdict: SendVerdict;
  readonly why?: string;
};

const messageOf = ({ fields }: Letter): Message => ({
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
export async function judgeLetters(
  service: Service,
  letters: readonly Letter[],
): Promise<Result<readonly JudgedLetter[]>> {
  const messages = letters.map(messageOf);
  const byAddress = await service.judge(messages);
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
  const said = await consentsOf(service, people.flatMap((person) => (person && service.kindOf(person.entity)?.carries.includes('consents') === true ? [`${person.entity}:${person.id}`] : []))); // prettier-ignore
  if (!said.ok) return said;
  return accept(
    letters.map((one, place): JudgedLetter => {
      const message = messages[place] ?? messageOf(one);
      const suppressed = byAddress[place];
      if (suppressed?.allowed === false)
        return { letter: one, message, verdict: suppressed, why: refusalInWords(suppressed) };
      const person = people[place];
      const consents = said.value
        .filter(({ fields }) => person && fields.about === `${person.entity}:${person.id}`)
        .flatMap((record) => crmConsents.consentIn(record) ?? []);
      const known = contacts.value.find(({ id }) => id === person?.id)?.fields;
      const verdict = judgeSend(message, { receivers: [{ isUnwanted: known?.doNotContact === true, consents }], suppressions: [], postalAddress: undefined, now: service.now }); // prettier-ignore
      const prefers = known?.preferredChannel;
      const judged = { letter: one, message, verdict };
      if (!verdict.allowed) return { ...judged, why: refusalInWords(verdict) };
      return prefers && isPromotional(message.purpose)
        ? {
            ...judged,
            why: `${one.fields.receiver} prefers ${channelWords[prefers]}: offers and surveys go there (LET-3).`,
          }
        : judged;
    }),
  );
}

/** Returns all consents about people, page by page. */
async function consentsOf(
  service: Service,
  abouts: readonly string[],
): Promise<Result<readonly RecordOf<typeof consent>[]>> {
  const all: RecordOf<typeof consent>[] = [];
  if (abouts.length === 0) return accept(all);
  const where = { field: 'about', op: 'one-of', value: [...new Set(abouts)] } as const;
  for (let after: string | undefined; ;) {
    const read = await service.page(consent, { where, ...(after === undefined ? {} : { after }) });
    if (!read.ok) return read;
    all.push(...read.value.rows);
    if (read.value.next === null) return accept(all);
    after = read.value.next;
  }
}

const ofIds = async <E extends Entity>(
  service: Service,
  on: E,
  ids: readonly string[],
): Promise<Result<readonly RecordOf<E>[]>> =>
  ids.length === 0 ? accept([]) : service.list(on, { where: { field: 'id', op: 'one-of', value: [...new Set(ids)] } });
