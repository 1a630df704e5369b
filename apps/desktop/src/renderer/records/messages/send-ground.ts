import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { addressFieldsOf } from '@outpost/domain/kernel/catalogue/consents/consent-kinds';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { judgeSend, type SendVerdict } from '@outpost/domain/kernel/messages/judge-send';
import type { ContactChannel, Message } from '@outpost/domain/kernel/messages/message';
import { suppressedAs } from '@outpost/domain/kernel/messages/suppression';
import { foldedKey } from '@outpost/domain/kernel/text/fold-text';
import type { Bridge, ShownRecord } from '../../../bridge/contract.ts';
import { organisationEntity } from '../../../bridge/organisation-entity.ts';
import { readWholeList, readByValues } from '../../queries/read-whole-list.ts';
import { textIn } from '../values/shown-value.ts';

/** A question for the people with addresses: their kind, its field with the address, and the addresses, each once. */
type PeopleAsk = { readonly entity: string; readonly field: string; readonly values: readonly string[] };

/** Returns the questions for the people with the addresses of messages: one for each kind of people and each field with an address. */
export function peopleAsks(catalogue: Catalogue, messages: readonly Message[]): readonly PeopleAsk[] {
  const channels = [...new Set(messages.map(({ channel }) => channel))];
  const asks: PeopleAsk[] = [];
  for (const entity of catalogue.entities.values()) {
    if (entity.isRetired === true) continue;
    if (entity.reach?.isUnwanted === undefined && !entity.carries.includes('consents')) continue;
    for (const field of new Set(channels.flatMap((channel) => addressFieldsOf(entity, channel)))) {
      const of = messages.filter(({ channel }) => addressFieldsOf(entity, channel).includes(field));
      asks.push({ entity: entity.name, field, values: [...new Set(of.map(({ address }) => address))] });
    }
  }
  return asks;
}

/** How a consent names its person: "crm/contact:…". */
export const personRefOf = ({ entity, id }: Pick<ShownRecord, 'entity' | 'id'>): string => `${entity}:${id}`;

/** The records by which messages are judged. `people`: those with the addresses, each with the field that has it. `now`: UTC. */
export type SendGroundRows = {
  readonly people: readonly { readonly row: ShownRecord; readonly field: string }[];
  readonly consents: readonly ShownRecord[];
  readonly suppressions: readonly ShownRecord[];
  readonly organisation: ShownRecord | undefined;
  readonly now: string;
};

/** Returns a function that judges a message by these records (MSG-1, MSG-3 … MSG-7, MSG-36). It reads nothing more. */
export function judgeBy(catalogue: Catalogue, ground: SendGroundRows): (message: Message) => SendVerdict {
  const kinds = catalogue.consents;
  const keyOf = (channel: ContactChannel, address: string) => `${channel} ${foldedKey(address)}`;
  const channels: readonly ContactChannel[] = ['email', 'text', 'call', 'voice', 'post'];
  const byAddress = new Map<string, { readonly row: ShownRecord; readonly entity: Entity }[]>();
  for (const { row, field } of ground.people) {
    const entity = catalogue.entities.get(row.entity);
    if (entity === undefined) continue;
    for (const channel of channels) {
      if (!addressFieldsOf(entity, channel).includes(field)) continue;
      const key = keyOf(channel, textIn(row.fields[field]));
      byAddress.set(key, [...(byAddress.get(key) ?? []), { row, entity }]);
    }
  }
  const consents = Map.groupBy(ground.consents, ({ fields }) => fields[kinds?.person ?? '']);
  const suppressions = ground.suppressions.flatMap((row) => kinds?.suppressionIn(row) ?? []);
  const listed = Map.groupBy(suppressions, ({ address }) => foldedKey(address));
  const postalAddress = textIn(ground.organisation?.fields['postalAddress']);
  return (message) => {
    const receivers = (byAddress.get(keyOf(message.channel, message.address)) ?? []).map(({ row, entity }) => {
      const unwanted = entity.reach?.isUnwanted;
      return {
        isUnwanted: unwanted !== undefined && row.fields[unwanted] === true,
        consents: (consents.get(personRefOf(row)) ?? []).flatMap((one) => kinds?.consentIn(one) ?? []),
        lives: entity.address === undefined ? undefined : row.fields[entity.address],
      };
    });
    const own = suppressedAs(message).flatMap((address) => listed.get(foldedKey(address)) ?? []);
    return judgeSend(message, { receivers, suppressions: own, postalAddress, now: ground.now });
  };
}

/** Reads, in as few questions as possible, the records by which many messages are judged, and returns the function that judges them. `now`: UTC. */
export async function readJudge(
  bridge: Bridge,
  catalogue: Catalogue,
  { messages, now }: { readonly messages: readonly Message[]; readonly now: string },
): Promise<(message: Message) => SendVerdict> {
  const kinds = messages.length === 0 ? undefined : catalogue.consents;
  const people: SendGroundRows['people'][number][] = [];
  for (const { entity, field, values } of peopleAsks(catalogue, messages)) {
    const { rows } = await readByValues(bridge, { entity }, { field, values });
    people.push(...rows.map((row) => ({ row, field })));
  }
  if (kinds === undefined)
    return judgeBy(catalogue, { people, consents: [], suppressions: [], organisation: undefined, now });
  const [consents, suppressions, organisation] = await Promise.all([
    readByValues(
      bridge,
      { entity: kinds.consent },
      { field: kinds.person, values: people.map(({ row }) => personRefOf(row)) },
    ),
    readByValues(
      bridge,
      { entity: kinds.suppression },
      { field: kinds.address, values: messages.flatMap(suppressedAs) },
    ),
    readWholeList(bridge, { entity: organisationEntity }, 1),
  ]);
  return judgeBy(catalogue, {
    people,
    consents: consents.rows,
    suppressions: suppressions.rows,
    organisation: organisation.rows[0],
    now,
  });
}
