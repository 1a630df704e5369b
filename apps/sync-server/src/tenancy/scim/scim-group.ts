import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { AttributeChange } from './scim-patch.ts';
import { usersPath } from './scim-user.ts';

export const groupSchemaId = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** A group of the directory. `members`: ids of people. */
export type GroupState = {
  readonly name: string;
  readonly externalId: string | null;
  readonly members: ReadonlySet<string>;
};

export const emptyScimGroup: GroupState = { name: '', externalId: null, members: new Set() };

const invalid = (attribute: string, why: string): Result<never> =>
  refuse('request/invalid', `${attribute}: ${why}`, { path: `attribute.${attribute}` });

const isEntry = (value: JsonValue): value is { readonly [name: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads ids of members: from a list, or from one entry. */
function idsFrom(value: JsonValue | undefined): Result<readonly string[]> {
  const list: readonly JsonValue[] = Array.isArray(value)
    ? value
    : value === undefined || value === null
      ? []
      : [value];
  const ids: string[] = [];
  for (const entry of list) {
    const id = isEntry(entry) ? entry['value'] : entry;
    if (typeof id !== 'string') return invalid('members', 'must have entries such as {"value": "<id of a user>"}');
    ids.push(id.toLowerCase());
  }
  return accept(ids);
}

function changedMembers(members: ReadonlySet<string>, change: AttributeChange): Result<ReadonlySet<string>> {
  const { op, isMeant, named, value, sub } = change;
  if (sub !== undefined && sub !== 'value') return accept(members);
  if (isMeant && op !== 'remove') return named === undefined ? accept(members) : accept(new Set([...members, named.toLowerCase()])); // prettier-ignore
  if (isMeant) return accept(new Set([...members].filter((id) => !isMeant({ value: id }))));
  const ids = idsFrom(value);
  if (!ids.ok) return ids;
  if (op === 'add') return accept(members.union(new Set(ids.value)));
  if (op === 'replace') return accept(new Set(ids.value));
  return accept(value === undefined || value === null ? new Set<string>() : members.difference(new Set(ids.value)));
}

/** Returns a group as the changes make it. Refuses `request/invalid`. */
export function changedGroup(present: GroupState, changes: readonly AttributeChange[]): Result<GroupState> {
  let { name, externalId, members } = present;
  for (const change of changes) {
    if (change.attribute === 'members') {
      const changed = changedMembers(members, change);
      if (!changed.ok) return changed;
      members = changed.value;
    } else if (change.attribute === 'displayname') {
      const text = textFrom('displayName', change);
      if (!text.ok) return text;
      name = text.value;
    } else if (change.attribute === 'externalid') {
      const text = textFrom('externalId', change);
      if (!text.ok) return text;
      externalId = text.value === '' ? null : text.value;
    }
  }
  return name === '' ? invalid('displayName', 'is missing') : accept({ name, externalId, members });
}

/** Reads a text; an empty one where it is taken away. */
function textFrom(attribute: string, { op, value }: AttributeChange): Result<string> {
  if (op === 'remove' || value === undefined || value === null) return accept('');
  if (typeof value !== 'string') return invalid(attribute, 'must be text');
  const text = value.trim();
  return text.length > 255 ? invalid(attribute, 'must have at most 255 characters') : accept(text);
}

/** A group with the server's own data about it. Instants are ISO 8601 UTC. */
export type GroupResource = {
  readonly id: string;
  readonly name: string;
  readonly externalId: string | null;
  readonly members: readonly { readonly id: string; readonly name: string }[];
  readonly etag: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** Returns a group in the form of RFC 7643, section 4.2. `base`: the address of these routes. */
export const groupJson = (group: GroupResource, base: string) => ({
  schemas: [groupSchemaId],
  id: group.id,
  ...(group.externalId === null ? {} : { externalId: group.externalId }),
  displayName: group.name,
  members: group.members.map(({ id, name }) => ({ value: id, display: name, type: 'User', $ref: `${base}${usersPath}/${id}` })),
  meta: {
    resourceType: 'Group',
    created: group.createdAt,
    lastModified: group.updatedAt,
    location: `${base}/Groups/${group.id}`,
    version: group.etag,
  },
}); // prettier-ignore
