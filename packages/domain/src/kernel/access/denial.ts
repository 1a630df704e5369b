import { can, type Principal } from './access.ts';
import type { Entity } from '../entities/entity.ts';
import type { Field } from '../entities/fields.ts';
import type { StoredRecord } from '../entities/record.ts';
import { type RefusalOf, refuse } from '../refusal.ts';
import { type Action, isUsualAction, type UsualAction } from '../catalogue/role.ts';
import { holdsGrant } from './holds-grant.ts';

const verbs: Readonly<Record<UsualAction, (object: string) => string>> = {
  read: (object) => `see ${object}`,
  export: (object) => `export ${object}`,
  create: (object) => `add ${object}`,
  update: (object) => `change ${object}`,
  assign: (object) => `hand ${object} on`,
  delete: (object) => `delete ${object}`,
  administer: (object) => `administer ${object}`,
};

const deeds: Readonly<Record<UsualAction, string>> = {
  read: 'see',
  export: 'export',
  create: 'add',
  update: 'change',
  assign: 'hand on or share',
  delete: 'delete or restore',
  administer: 'administer',
};

/** Returns a named action (T-15) in plain words: "send-back" → "send back". */
const wordsOf = (action: string): string => action.replaceAll('-', ' ');
const deedOf = (action: Action): string => (isUsualAction(action) ? deeds[action] : wordsOf(action));
const verbOf = (action: Action): ((object: string) => string) =>
  isUsualAction(action) ? verbs[action] : (object) => `${wordsOf(action)} ${object}`;

/**
 * returns the reason for refusing an action, a sentence without its full stop. The device and the server use the same text.
 */
export const denial = ({ label }: Pick<Entity, 'label'>, action: Action): string =>
  `You may not ${deedOf(action)} this ${label.one.toLowerCase()}`;
/** Returns the refusal with that reason. */
export const denied = (entity: Pick<Entity, 'label'>, action: Action): RefusalOf<'access/denied'> =>
  refuse('access/denied', `${denial(entity, action)}.`, { action });

/** Returns the refusal of a value in a field that the server writes or computes. */
export const writtenByServer = (field: Pick<Field, 'label' | 'merge'>, name: string): RefusalOf<'access/denied'> =>
  refuse(
    'access/denied',
    field.merge === 'derived'
      ? `${field.label} is computed from the other fields. Leave it out.`
      : `${field.label} is written by the server alone.`,
    { action: 'update', field: name },
  );

/**
 * Returns the refusal for a record that does not exist or is not visible to the person. The answer is the same in both cases
 * (A-5).
 */
export const notFound = (id: string): RefusalOf<'records/not-found'> =>
  refuse('records/not-found', 'There is no such record, or it is not shared with you.', { id });

/**
 * returns why a person may not do this to a record and who can help, or `undefined` where they may. Lists and records take
 * the words from here, so they agree. `nameOf` returns names of people that the asker may see.
 */
export function denialOf(
  principal: Principal,
  action: Action,
  entity: Entity,
  about: {
    readonly record: Pick<StoredRecord, 'entity' | 'ownerId' | 'teamId' | 'sharedWith' | 'inherited'>;
    readonly nameOf: (id: string) => string | undefined;
  },
): string | undefined {
  if (can(principal, action, entity, about.record)) return undefined;
  const one = entity.label.one.toLowerCase();
  const many = entity.label.many.toLowerCase();
  const doIt = verbOf(action);
  if (entity.governed) return `Only administrators ${doIt(many)}.`;
  if (!holdsGrant(principal, entity, action))
    return `Your role reads ${many} and may not ${doIt('them')}. An administrator can grant more.`;
  const holder = about.record.inherited?.ownerId ?? about.record.ownerId;
  const name = holder === null ? undefined : about.nameOf(holder);
  return name === undefined
    ? `This ${one} isn't yours. Its owner, their manager or an administrator can ${doIt('it')}.`
    : `This ${one} is ${name}'s. ${name}, their manager or an administrator can ${doIt('it')}, or share it with you.`;
}
