import { z } from 'zod';
import { administers, type Membership, membershipFrom } from './access.ts';
import { type Catalogue, entityOf, type PeopleEntities } from '../catalogue/catalogue.ts';
import { holdsAll } from './holds-all.ts';
import { type JsonValue, sameJson } from '../json.ts';
import type { StoredRecord } from '../entities/record.ts';
import { type Refusal, type RefusalOf, refuse } from '../refusal.ts';

/** A record before and after an act; absent where there is none. */
export type AccessChange = {
  readonly id: string;
  readonly before: StoredRecord | undefined;
  readonly now: StoredRecord | undefined;
};

export type AccessJudgeInput = {
  readonly catalogue: Pick<Catalogue, 'entities' | 'roles'> & { readonly people: PeopleEntities };
  /** The memberships of the act's author, before the act. */
  readonly author: readonly Membership[];
  /** All people whose rights may change: those that the act edits, or everybody if the act edits a role. */
  readonly people: readonly AccessChange[];
  /** All roles of the tenant. */
  readonly roles: readonly AccessChange[];
  /** An undo restores values from the journal. Its rights are checked, but not the form of its values. */
  readonly isUndo: boolean;
};

const membershipsSchema = z.array(
  z
    .object({
      role: z.string(),
      teamId: z.string().nullable().default(null),
      until: z.iso.datetime({ precision: 3 }).optional(),
    })
    .transform(({ role, teamId, until }): NamedRole => ({ role, teamId, ...(until === undefined ? {} : { until }) })),
);

/** A role that a person's record names, in one team or in the whole tenant, perhaps for a time (`Membership.until`). */
export type NamedRole = Pick<Membership, 'role' | 'teamId' | 'until'>;
/** Returns the roles and teams that a person's record names, or none where the record is malformed. */
export const namedRoles = (person: Pick<StoredRecord, 'fields'> | undefined): readonly NamedRole[] => {
  const read = membershipsSchema.safeParse(person?.fields['memberships'] ?? []);
  return read.success ? read.data : [];
};

const membershipOf = (role: StoredRecord, { teamId, until }: Pick<NamedRole, 'teamId' | 'until'>): Membership => {
  const { key, grants, portal } = role.fields;
  return membershipFrom({
    role: typeof key === 'string' ? key : '',
    teamId,
    portal: portal === true,
    ...(until === undefined ? {} : { until }),
    grants: (Array.isArray(grants) ? grants : []).filter((grant) => typeof grant === 'string'),
  });
};

/** Returns `membershipOf` for many memberships: it parses the grants of each role only once. */
function parsedOnce(): typeof membershipOf {
  const parsed = new Map<StoredRecord, Membership>();
  return (role, { teamId, until }) => {
    const known = parsed.get(role) ?? membershipOf(role, { teamId: null });
    parsed.set(role, known);
    return { ...known, teamId, ...(until === undefined ? {} : { until }) };
  };
}

const living = (records: readonly (StoredRecord | undefined)[]): readonly StoredRecord[] =>
  records.flatMap((record) => (record?.life === 'alive' ? [record] : []));

/**
 * Returns the memberships that a person's record gives by the tenant's roles, whether or not the person is suspended. A
 * deleted role gives no membership.
 */
export function membershipsIn(
  person: Pick<StoredRecord, 'fields'> | undefined,
  roles: readonly (StoredRecord | undefined)[],
): readonly Membership[] {
  return membershipsBy(roles)(person);
}

/** Returns `membershipsIn` for many people of one tenant: it reads the roles once. */
export function membershipsBy(
  roles: readonly (StoredRecord | undefined)[],
): (person: Pick<StoredRecord, 'fields'> | undefined) => readonly Membership[] {
  const byKey = new Map(living(roles).map((role) => [role.fields['key'], role]));
  const read = parsedOnce();
  return (person) =>
    namedRoles(person).flatMap((named) => {
      const role = byKey.get(named.role);
      return role ? [read(role, named)] : [];
    });
}

/** Returns the roles that only their holders may assign; no grant replaces holding the role. */
export const guardedRoles = ({ roles }: Pick<Catalogue, 'roles'>): ReadonlySet<string> =>
  new Set(roles.flatMap(({ key, isGivenByHolders }) => (isGivenByHolders === true ? [key] : [])));

const groundOf = (catalogue: Pick<Catalogue, 'roles' | 'entities'>) => ({
  entities: catalogue.entities,
  guarded: guardedRoles(catalogue),
});

/** Returns memberships as they are at this moment, whether or not they end: they decide the rights of people today. */
const ofToday = (memberships: readonly Membership[]): readonly Membership[] =>
  memberships.map(({ until: _, ...membership }) => membership);

/** Whether memberships allow administering all people and roles. If nobody had such memberships, nobody could restore access. */
export function mayAdministerAll(
  memberships: readonly Membership[],
  { entities, people }: AccessJudgeInput['catalogue'],
): boolean {
  return [people.person, people.role].every((name) =>
    administers({ userId: '', memberships }, entityOf({ entities }, name)),
  );
}

const isTouched = ({ before, now }: AccessChange): boolean => !sameJson(asJson(before), asJson(now));
const asJson = (record: StoredRecord | undefined): JsonValue =>
  record === undefined ? null : { life: record.life, fields: record.fields };

const differ = ({ before, now }: AccessChange, fields: readonly string[]): boolean =>
  before?.life !== now?.life ||
  fields.some((name) => !sameJson(before?.fields[name] ?? null, now?.fields[name] ?? null));

/** returns the refusal for an author who would assign more rights than they hold. */
export const givesMore = (field: string): RefusalOf<'access/denied'> =>
  refuse('access/denied', "You can't give rights that you don't hold yourself. Somebody who holds them can.", {
    action: 'administer',
    field,
  });

/**
 * Returns the reason for refusing changes to a person or role with more rights than the author, without its last full
 * stop.
 */
export const aboveReason = (what: 'person' | 'role'): string =>
  `This ${what} may do more than you. Somebody with at least these rights has to change it`;
const above = (what: 'person' | 'role'): RefusalOf<'access/denied'> =>
  refuse('access/denied', `${aboveReason(what)}.`, { action: 'administer' });
/** Returns the refusal for changing the access of a person who has more rights than the author. */
export const personAbove = (): RefusalOf<'access/denied'> => above('person');

/** The fields of a person that grant or withdraw access, or set their rights. */
const personFields = ['memberships', 'status', 'email'];
/** The fields of a role that decide its holders and its rights. */
const roleFields = ['key', 'grants', 'portal'];

/**
 * Judges an act's changes to people's rights and returns refusals by record id; an empty map means that the act is allowed.
 * Authors may not assign rights that they do not hold. They may not change the access of a person or a role with more rights than
 * they have. The device calls this function to refuse early, the server calls it to decide. The caller has already checked `can`.
 */
export function judgeAccess(question: AccessJudgeInput): ReadonlyMap<string, Refusal> {
  const refused = new Map<string, Refusal>();
  const note = (id: string, refusal: Refusal | undefined): void => {
    if (refusal && !refused.has(id)) refused.set(id, refusal);
  };
  const changedRoles = question.roles.filter(isTouched);
  for (const role of changedRoles) note(role.id, judgeRole(question, role));
  for (const person of question.people) {
    if (isTouched(person)) note(person.id, judgePerson(question, person));
    else if (!isGivenOnlyHeld(question, person)) for (const { id } of changedRoles) note(id, givesMore('grants'));
  }
  return refused;
}

/**
 * Whether the person of a record has rights beyond these memberships. If so, holders of these memberships may not change that
 * person's access.
 */
export const isPersonAbove = (
  {
    catalogue,
    author,
    roles,
  }: Pick<AccessJudgeInput, 'author'> & {
    readonly catalogue: Pick<Catalogue, 'roles' | 'entities'>;
    readonly roles: readonly StoredRecord[];
  },
  person: StoredRecord,
): boolean => !holdsAll(ofToday(author), membershipsIn(person, roles), groundOf(catalogue));

/** Whether a role has rights beyond these memberships in any of their teams. */
export function isRoleAbove(
  {
    catalogue,
    author,
  }: Pick<AccessJudgeInput, 'author'> & { readonly catalogue: Pick<Catalogue, 'roles' | 'entities'> },
  role: StoredRecord,
): boolean {
  const ground = groundOf(catalogue);
  const hasTeamGrants = membershipOf(role, { teamId: null }).grants.some(({ scope }) => scope === 'team');
  // Outside a team a team grant reaches no record, so everybody holds it.
  const teams = [hasTeamGrants ? anyTeam : null, ...author.map(({ teamId }) => teamId ?? anyTeam)];
  return !teams.some((teamId) => holdsAll(ofToday(author), [membershipOf(role, { teamId })], ground));
}

/** A team without members. */
const anyTeam = 'any team';

function judgeRole(question: AccessJudgeInput, change: AccessChange): Refusal | undefined {
  const { before, now } = change;
  if (before && differ(change, roleFields) && isRoleAbove(question, before)) return above('role');
  if (!now || now.life !== 'alive' || !differ(change, roleFields)) return undefined;
  return isRoleAbove(question, now) ? givesMore('grants') : undefined;
}

function judgePerson(question: AccessJudgeInput, change: AccessChange): Refusal | undefined {
  const { catalogue, author, roles, isUndo } = question;
  const { before, now } = change;
  const ground = groundOf(catalogue);
  const had = membershipsIn(before, roles.map((role) => role.before)); // prettier-ignore
  const gets = membershipsIn(now, roles.map((role) => role.now)); // prettier-ignore
  if (before && differ(change, personFields) && !holdsAll(ofToday(author), had, ground)) return above('person');
  if (!sameJson(before?.fields['memberships'] ?? null, now?.fields['memberships'] ?? null)) {
    if (!holdsAll(ofToday(author), gets, ground)) return givesMore('memberships');
    const wrong = isUndo ? undefined : judgeMemberships(question, change, had);
    if (wrong) return wrong;
  }
  return isGivenOnlyHeld(question, change) ? undefined : givesMore('memberships');
}

/**
 * Whether the author holds every right that a person gains, and for as long as the person would (PLT-22). Rights that the person had
 * before are not checked.
 */
function isGivenOnlyHeld({ catalogue, author, roles }: AccessJudgeInput, { before, now }: AccessChange): boolean {
  const had = membershipsIn(before, roles.map((role) => role.before)); // prettier-ignore
  const gets = membershipsIn(now, roles.map((role) => role.now)); // prettier-ignore
  const isNew = (one: Membership): boolean =>
    !had.some((old) => old.role === one.role && old.teamId === one.teamId && holdsAll([old], [one], catalogue));
  const given = gets.filter(isNew);
  if (given.length === 0) return true;
  // The person can also use the new rights in their other teams.
  const teams = gets.map(({ teamId }): Membership => ({ role: '', teamId, portal: true, grants: [] }));
  return holdsAll(author, [...given, ...teams], groundOf(catalogue));
}

/**
 * Checks the form of the memberships that a person has written: every role must exist, and an administrator may not be left
 * without any.
 */
function judgeMemberships(
  { catalogue, roles }: AccessJudgeInput,
  { now }: AccessChange,
  had: readonly Membership[],
): Refusal | undefined {
  const wrong = (message: string): Refusal => refuse('records/invalid', message, { field: 'memberships' });
  const written = now?.fields['memberships'] ?? [];
  if (!membershipsSchema.safeParse(written).success)
    return wrong(
      'Roles are a list of {"role": key, "teamId": id or null}, with "until": "2026-11-20T17:00:00.000Z" where one ends.',
    );
  const keys = new Set(living(roles.map((role) => role.now)).map(({ fields }) => fields['key'])); // prettier-ignore
  const unknown = namedRoles(now).find(({ role }) => !keys.has(role));
  if (unknown) return wrong(`There is no role "${unknown.role}".`);
  if (namedRoles(now).length === 0 && mayAdministerAll(had, catalogue))
    return wrong('This would take every role from an administrator. Give them another role instead, or suspend them.');
  return undefined;
}
