import { auditActionNames, type AuditAction } from '../audit/audit-actions.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { isOwnKindName } from '../catalogue/own-kind-name.ts';
import type { Entity } from '../entities/entity.ts';
import { stagesOf } from '../entities/stages-of.ts';
import { securityEventTypes } from './security-event-types.ts';

/** The changes of a record that are events of their own. `moved`: its stage changed, with or without other fields. */
export const recordChanges = ['created', 'updated', 'moved', 'deleted', 'restored', 'merged'] as const;
export type EventChange = (typeof recordChanges)[number];

/** A type of event: of one kind of record, or of actions that change no record. */
export type EventType =
  | { readonly type: string; readonly entity: string; readonly change: EventChange }
  | { readonly type: string; readonly actions: readonly AuditAction[] };

const snake = (name: string): string => name.replace(/-/g, '_').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`); // prettier-ignore

/** Returns the name of the field whose change moves a record: that of its workflow, else that of its stages. */
export const movedField = ({ workflows }: Catalogue, entity: Entity): string | undefined =>
  workflows.get(entity.name)?.field ?? stagesOf(entity)?.name;

/** Whether changes of a kind are events. Those of sealed fields never are (K-4). */
const hasEvents = ({ sealed }: Entity): boolean => sealed === undefined;

/** The first words of types that events of no kind of record have. A kind gets no other of them than the core's own. */
const takenWords = new Set(Object.values(securityEventTypes).map((type) => type?.split('.')[0] ?? ''));

const known = new WeakMap<Catalogue, ReadonlyMap<string, string>>();

/**
 * Returns the first part of the types of each kind's events: "deal" of "crm/deal". People are `user`, and roles are
 * `permission.role`, as the requirement documents call them. The name of a tenant's own kind, and one that an earlier pack has
 * taken, begin with the pack: "own.vehicle". So a pack that is installed later renames no event.
 */
function wordsOf(catalogue: Catalogue): ReadonlyMap<string, string> {
  const found = known.get(catalogue);
  if (found) return found;
  const { people } = catalogue;
  const words = new Map<string, string>();
  const taken = new Set(takenWords);
  for (const { name } of catalogue.entities.values()) {
    const [pack = '', kind = ''] = name.split('/').map(snake);
    const core = name === people?.person ? 'user' : name === people?.role ? 'permission.role' : undefined;
    const word = core ?? (isOwnKindName(name) || taken.has(kind) ? `${pack}.${kind}` : kind);
    taken.add(word);
    words.set(name, word);
  }
  known.set(catalogue, words);
  return words;
}

/** Returns the type of an event of a record; undefined where the kind has no such events. */
export function recordEventType(catalogue: Catalogue, kind: string, change: EventChange): string | undefined {
  const entity = catalogue.entities.get(kind);
  const word = wordsOf(catalogue).get(kind);
  if (!entity || word === undefined || !hasEvents(entity)) return undefined;
  if (change === 'created' && kind === catalogue.people?.person) return `${word}.registered`;
  const field = change === 'moved' ? movedField(catalogue, entity) : change;
  return field === undefined ? undefined : `${word}.${change === 'moved' ? `${snake(field)}_changed` : change}`;
}

/** Returns all types of events of a catalogue: those of its kinds in use, in their order, then those that change no record. */
export function eventTypesOf(catalogue: Catalogue): readonly EventType[] {
  const ofRecords = [...catalogue.entities.values()]
    .filter(({ isRetired }) => isRetired !== true)
    .flatMap(({ name }) =>
      recordChanges.flatMap((change) => {
        const type = recordEventType(catalogue, name, change);
        return type === undefined ? [] : [{ type, entity: name, change }];
      }),
    );
  const byType = Map.groupBy(auditActionNames, (action) => securityEventTypes[action]);
  return [...ofRecords, ...[...byType].flatMap(([type, actions]) => (type === null ? [] : [{ type, actions }]))];
}
