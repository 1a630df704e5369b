import { canSee, type Principal } from '../access/access.ts';
import { wallTimeOf } from '../calendar/wall-time.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { StoredRecord } from '../entities/record.ts';
import type { AssignmentPerson } from './decide-assignment.ts';

/** `now`: ISO 8601 UTC. `timeZone`: of people who have named none. `record`: the record that gets an owner. */
type FactsGround = {
  readonly catalogue: Catalogue;
  readonly record: StoredRecord;
  readonly now: string;
  readonly timeZone: string;
};
type PersonAsked = {
  readonly person: Pick<StoredRecord, 'id' | 'life' | 'fields'>;
  readonly principal: Principal;
  readonly openCount: number;
};

/** Returns the facts of a person at the moment of a decision, by their record. The server and a device ask it alike. */
export function personFacts({ catalogue, record, now, timeZone }: FactsGround, { person, principal, openCount }: PersonAsked): AssignmentPerson {
  const text = (name: string): string | null => {
    const value = person.fields[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return {
    name: text('name') ?? '',
    isActive: person.life === 'alive' && text('status') === 'active',
    today: wallTimeOf(now, text('timeZone') ?? timeZone).day,
    away: { from: text('awayFrom'), until: text('awayUntil') },
    openCount,
    maySee: canSee(principal, catalogue, { ...record, ownerId: person.id }),
  };
} // prettier-ignore
