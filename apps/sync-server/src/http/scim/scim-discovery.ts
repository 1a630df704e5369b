import { mostResults } from '../../tenancy/scim/directory-asker.ts';
import { groupSchemaId } from '../../tenancy/scim/scim-group.ts';
import { userSchemaId } from '../../tenancy/scim/scim-user.ts';

/** The parts of the standard that this server offers (RFC 7643, section 5). */
export const providerConfig = (base: string) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: mostResults },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Token of the directory',
      description: 'An administrator makes it in Outpost, under "Directory".',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
});

const resourceTypeSchemaId = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
const resourceType = (name: 'User' | 'Group', schema: string, base: string) => ({
  schemas: [resourceTypeSchemaId],
  id: name,
  name,
  endpoint: `/${name}s`,
  schema,
  meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
});

/** The kinds of resource (RFC 7643, section 6). */
export const resourceTypes = (base: string) => [
  resourceType('User', userSchemaId, base),
  resourceType('Group', groupSchemaId, base),
];

type Attribute = {
  readonly name: string;
  readonly type?: 'string' | 'boolean' | 'complex' | 'reference';
  readonly required?: true;
  readonly multiValued?: true;
  readonly caseExact?: true;
  readonly readOnly?: true;
  readonly uniqueness?: 'server';
  readonly sub?: readonly Attribute[];
};

const declared = ({ name, type = 'string', required, multiValued, caseExact, readOnly, uniqueness, sub }: Attribute): object => ({
  name,
  type,
  multiValued: multiValued ?? false,
  required: required ?? false,
  caseExact: caseExact ?? false,
  mutability: readOnly ? 'readOnly' : 'readWrite',
  returned: 'default',
  uniqueness: uniqueness ?? 'none',
  ...(type === 'reference' ? { referenceTypes: ['User', 'Group'] } : {}),
  ...(sub ? { subAttributes: sub.map(declared) } : {}),
}); // prettier-ignore

const entry: readonly Attribute[] = [{ name: 'value' }, { name: 'type' }, { name: 'primary', type: 'boolean' }];
const reference: readonly Attribute[] = [
  { name: 'value', caseExact: true },
  { name: 'display', readOnly: true },
  { name: '$ref', type: 'reference', readOnly: true },
];

const userAttributes: readonly Attribute[] = [
  { name: 'userName', required: true, uniqueness: 'server' },
  { name: 'externalId', caseExact: true },
  { name: 'displayName' },
  { name: 'name', type: 'complex', sub: [{ name: 'formatted' }, { name: 'givenName' }, { name: 'familyName' }] },
  { name: 'active', type: 'boolean' },
  { name: 'emails', type: 'complex', multiValued: true, sub: entry },
  { name: 'phoneNumbers', type: 'complex', multiValued: true, sub: entry },
  { name: 'groups', type: 'complex', multiValued: true, readOnly: true, sub: reference },
];
const groupAttributes: readonly Attribute[] = [
  { name: 'displayName', required: true, uniqueness: 'server' },
  { name: 'externalId', caseExact: true },
  { name: 'members', type: 'complex', multiValued: true, sub: [...reference, { name: 'type', readOnly: true }] },
];

const schema = (id: string, name: string, { attributes, base }: { readonly attributes: readonly Attribute[]; readonly base: string }) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
  id,
  name,
  description: name,
  attributes: attributes.map(declared),
  meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
}); // prettier-ignore

/** The attributes that are kept (RFC 7643, section 7). Others are accepted, and left out. */
export const schemas = (base: string) => [
  schema(userSchemaId, 'User', { attributes: userAttributes, base }),
  schema(groupSchemaId, 'Group', { attributes: groupAttributes, base }),
];
