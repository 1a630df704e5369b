import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { isOneAddress } from '@outpost/domain/kernel/text/email-address';
import { booleans } from './scim-filter.ts';
import type { AttributeChange } from './scim-patch.ts';

export const userSchemaId = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** A directory's data about a person, as far as it is kept. Null: nothing. */
export type UserState = {
  readonly userName: string;
  readonly externalId: string | null;
  readonly active: boolean;
  /** The name of the person's record. */
  readonly name: string;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
};

export const newUser: UserState = {
  userName: '',
  externalId: null,
  active: true,
  name: '',
  givenName: null,
  familyName: null,
  email: null,
  phone: null,
};

const invalid = (attribute: string, why: string): Result<never> =>
  refuse('request/invalid', `${attribute}: ${why}`, { path: `attribute.${attribute}`.slice(0, 200) });

type Said = { -readonly [K in keyof UserState]?: UserState[K] } & {
  displayName?: string | null;
  formatted?: string | null;
};

/** Reads a text, or null where it is removed. Refuses values that are not text or are too long. */
function textFrom(name: string, { op, value }: Pick<AttributeChange, 'op' | 'value'>, mostChars: number): Result<string | null> {
  if (op === 'remove' || value === undefined || value === null) return accept(null);
  if (typeof value !== 'string') return invalid(name, 'must be text');
  const text = value.trim();
  if (text.length > mostChars) return invalid(name, `must have at most ${mostChars} characters`);
  return accept(text === '' ? null : text);
} // prettier-ignore

function flagFrom(name: string, value: JsonValue | undefined): Result<boolean> {
  const flag = typeof value === 'string' ? booleans.get(value.toLowerCase()) : value;
  return typeof flag === 'boolean' ? accept(flag) : invalid(name, 'must be true or false');
}

type Entry = Readonly<Record<string, JsonValue>>;
const isEntry = (value: JsonValue | undefined): value is Entry =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTrueText = (value: JsonValue | undefined): boolean =>
  typeof value === 'string' && booleans.get(value.toLowerCase()) === true;

/** Returns the entry that is kept of a list: the primary one, else the one for work, else the first. */
function chosenOf(value: JsonValue): JsonValue | undefined {
  if (!Array.isArray(value)) return value;
  const list: readonly JsonValue[] = value;
  const isPrimary = (one: JsonValue): boolean =>
    isEntry(one) && (one['primary'] === true || isTrueText(one['primary']));
  return list.find(isPrimary) ?? list.find((one) => isEntry(one) && one['type'] === 'work') ?? list[0];
}

/**
 * Reads a change of a list of which one entry is kept: e-mail addresses and telephone numbers. Returns the new value, null where
 * it is removed, and undefined where the change is of an entry that is not kept.
 */
function entryFrom(
  name: string,
  { op, sub, isMeant, value }: AttributeChange,
  { present, mostChars }: { readonly present: string | null; readonly mostChars: number },
): Result<string | null | undefined> {
  if (sub !== undefined && sub !== 'value') return accept(undefined);
  const kept = { type: 'work', primary: true, ...(present === null ? {} : { value: present }) };
  if (isMeant && !isMeant(kept)) return accept(undefined);
  const chosen = value === undefined || value === null ? undefined : chosenOf(value);
  const sent = isEntry(chosen) ? chosen['value'] : chosen;
  if (op === 'remove') return accept(sent === undefined || sent === present ? null : undefined);
  if (sent === undefined) return accept(isEntry(chosen) ? undefined : null); // only another type or flag; or an empty list
  return textFrom(name, { op, value: sent }, mostChars);
}

/** Applies one change to the data. Unknown and read-only attributes are left out. */
function say(said: Said, present: UserState, change: AttributeChange): Result<void> {
  const put = <K extends keyof Said>(name: K, read: Result<Said[K]>): Result<void> => {
    if (!read.ok) return read;
    if (read.value !== undefined) said[name] = read.value;
    return accept(undefined);
  };
  switch (change.attribute) {
    case 'username': {
      const name = textFrom('userName', change, 254);
      if (!name.ok) return name;
      if (name.value === null) return invalid('userName', 'is missing');
      said.userName = name.value;
      return accept(undefined);
    }
    case 'externalid':
      return put('externalId', textFrom('externalId', change, 255));
    case 'active':
      return put('active', change.op === 'remove' ? accept(false) : flagFrom('active', change.value));
    case 'displayname':
      return put('displayName', textFrom('displayName', change, 200));
    case 'emails':
      return put('email', emailFrom(change, said.email ?? present.email));
    case 'phonenumbers':
      return put('phone', entryFrom('phoneNumbers', change, { present: said.phone ?? present.phone, mostChars: 60 }));
    case 'name':
      return sayName(said, change);
    default:
      return accept(undefined);
  }
}

function emailFrom(change: AttributeChange, present: string | null): Result<string | null | undefined> {
  const read = entryFrom('emails', change, { present, mostChars: 254 });
  if (!read.ok || typeof read.value !== 'string') return read;
  return isOneAddress(read.value) ? read : invalid('emails', 'must be an address such as ann@example.com');
}

const nameParts = { formatted: 'formatted', givenname: 'givenName', familyname: 'familyName' } as const;

function sayName(said: Said, change: AttributeChange): Result<void> {
  const { op, sub, value } = change;
  const sent = sub !== undefined ? { [sub]: value ?? null } : op === 'remove' ? { formatted: null, givenname: null, familyname: null } : value; // prettier-ignore
  if (!isEntry(sent)) return invalid('name', 'must be an object such as {"givenName": "Ann", "familyName": "Bell"}');
  for (const [key, one] of Object.entries(sent)) {
    const part = key.toLowerCase();
    if (!Object.hasOwn(nameParts, part)) continue;
    const name = nameParts[part as keyof typeof nameParts]; // an own key of it
    const read = textFrom(`name.${name}`, { op, value: one }, 100);
    if (!read.ok) return read;
    said[name] = read.value;
  }
  return accept(undefined);
}

/**
 * Returns a person as the changes make them. The record's name is the display name, else the formatted name, else both parts. An address that
 * was the user name follows it. Refuses `request/invalid`.
 */
export function changedUser(present: UserState, changes: readonly AttributeChange[]): Result<UserState> {
  const said: Said = {};
  for (const change of changes) {
    const done = say(said, present, change);
    if (!done.ok) return done;
  }
  const { displayName, formatted, ...direct } = said;
  const next = { ...present, ...direct };
  if (next.userName === '') return invalid('userName', 'is missing');
  const isNameSaid = said.givenName !== undefined || said.familyName !== undefined;
  const parts = isNameSaid ? [next.givenName, next.familyName].filter((part) => part !== null).join(' ') : '';
  const names = [displayName, formatted, parts, present.name, next.userName];
  const name = (names.find((one) => one !== undefined && one !== null && one !== '') ?? next.userName).slice(0, 200);
  const isFollowing = said.email === undefined && present.email?.toLowerCase() === present.userName.toLowerCase();
  const isAddress = isOneAddress(next.userName);
  const email = (isFollowing || next.email === null) && said.email === undefined && isAddress ? next.userName : next.email;
  return accept({ ...next, name, email });
} // prettier-ignore

/** A person with the server's own data about them. Instants are ISO 8601 UTC. */
export type UserResource = UserState & {
  readonly id: string;
  readonly etag: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
};

/** The path of people below the address of these routes. */
export const usersPath = '/Users';

/** Returns a person in the form of RFC 7643, section 4.1. `base`: the address of these routes. */
export const userJson = (user: UserResource, base: string) => ({
  schemas: [userSchemaId],
  id: user.id,
  ...(user.externalId === null ? {} : { externalId: user.externalId }),
  userName: user.userName,
  displayName: user.name,
  name: {
    formatted: user.name,
    ...(user.givenName === null ? {} : { givenName: user.givenName }),
    ...(user.familyName === null ? {} : { familyName: user.familyName }),
  },
  active: user.active,
  ...(user.email === null ? {} : { emails: [{ value: user.email, type: 'work', primary: true }] }),
  ...(user.phone === null ? {} : { phoneNumbers: [{ value: user.phone, type: 'work' }] }),
  groups: user.groups.map(({ id, name }) => ({ value: id, display: name, $ref: `${base}/Groups/${id}` })),
  meta: {
    resourceType: 'User',
    created: user.createdAt,
    lastModified: user.updatedAt,
    location: `${base}${usersPath}/${user.id}`,
    version: user.etag,
  },
});
