import type { Catalogue } from '../catalogue/catalogue.ts';
import { isOwnKindName } from '../catalogue/own-kind-name.ts';
import type { DomainEvent } from './event-of-row.ts';
import { eventTypesOf } from './event-types.ts';

/** The topic of everything that administrators read in the journal: events that change no record, rights, settings. */
const auditTopic = 'audit.events';
/** The topic of all kinds that tenants make, so that no tenant makes topics on a broker. */
const ownKindsTopic = 'own.record.events';

/** The topics that the requirement documents name (`platform.md`, "Kafka topics"), by the first words of types of events. */
const namedTopics: readonly (readonly [words: string, topics: readonly string[]])[] = [
  ['user.registered', ['auth.user.events', 'org.member.events']],
  ['user', ['auth.user.events']],
  ['device', ['auth.user.events']],
  ['team', ['org.member.events']],
  ['invite', ['org.member.events']],
  ['organization', ['org.organization.events']],
  ['organisation', ['org.organization.events']],
  ['subscription', ['billing.subscription.events']],
  ['permission.role', ['permission.role.events']],
  ['share_end', ['permission.role.events']],
];

const snake = (name: string): string => name.replace(/-/g, '_');

/** Returns the topic of a kind of record: "crm.deal.events" of "crm/deal". */
const topicOfKind = (kind: string): string =>
  isOwnKindName(kind) ? ownKindsTopic : `${kind.split('/').map(snake).join('.')}.events`;

const isOf = (type: string, words: string): boolean => type === words || type.startsWith(`${words}.`);

/** Returns the topics of a type of event; `kind`: of the record that changed, undefined where none did. */
function topicsOfType(catalogue: Catalogue, type: string, kind: string | undefined): readonly string[] {
  const { people } = catalogue;
  const isPerson = kind !== undefined && kind === people?.person;
  const named = namedTopics.find(([words]) => isOf(type, words))?.[1] ?? [];
  const own = kind === undefined || named.length > 0 ? [] : [topicOfKind(kind)];
  const isAudited = kind === undefined || isPerson || kind === people?.role || catalogue.entities.get(kind)?.governed;
  // A person's record is their membership, too: the topic of members has all of its changes.
  return [...new Set([...named, ...(isPerson ? ['org.member.events'] : []), ...own, ...(isAudited ? [auditTopic] : [])])]; // prettier-ignore
}

/** EVT-14: returns the topics of an event, each once: that of its subject, and `audit.events` for what administrators read. */
export const topicsOf = (catalogue: Catalogue, event: DomainEvent): readonly string[] =>
  topicsOfType(catalogue, event.type, event.of === 'record' ? event.entity : undefined);

/** Returns all topics of a catalogue, sorted. Tenants' own kinds add none. */
export const eventTopicsOf = (catalogue: Catalogue): readonly string[] => [
  ...new Set([
    ...eventTypesOf(catalogue).flatMap((type) =>
      topicsOfType(catalogue, type.type, 'entity' in type ? type.entity : undefined),
    ),
    ownKindsTopic,
  ]),
].toSorted(); // prettier-ignore
