import { deviceKeysFrom, deviceKeysHeader } from '@outpost/domain/sync/device-keys-header';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept } from '@outpost/domain/kernel/refusal';
import type { Context, MiddlewareHandler } from 'hono';
import { providersFor } from '../../../identity/providers/domains.ts';
import { proveLink, sendLinkCode } from '../../../identity/sso/link.ts';
import { presets } from '../../../identity/sso/presets.ts';
import { type NewProvider, type ProviderKind, providerKinds } from '../../../identity/providers/providers.ts';
import { certificateEnd, samlDetailsSchema } from '../../../identity/sso/saml-details.ts';
import type { SettlePorts } from '../../../identity/sso/settle.ts';
import { signedInSchema } from '../../../identity/sessions/signed-in.ts';
import {
  changeRule,
  dropDomain,
  draftProvider,
  dropProvider,
  type ManageSsoPorts,
  newDomain,
  proveDomain,
  readSso,
  saveProvider,
  tryProvider,
  trySamlMetadata,
} from '../../../tenancy/sso/manage-sso.ts';
import { answer, jsonBody, responsesOf } from '../../answers/answer.ts';
import { originOf } from '../../answers/origin-of.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import type { ClientAddress } from '../../guards/client-address.ts';
import { provenDevice } from '../../guards/proven-device.ts';
import { deviceField, emailField, proofField } from './auth-fields.ts';

type Ports = ManageSsoPorts &
  SettlePorts & {
    readonly clientAddress: ClientAddress;
    readonly signedIn: MiddlewareHandler<HttpEnv>;
  };

const offeredSchema = z.object({ providers: z.array(z.object({ id: idSchema, name: z.string() })) });
const linkField = z.string('must be the step of the sign-in').max(200, 'is longer than any step');
const text = z.string().trim().min(1, 'must not be empty').max(300);
const rolesSchema = z.strictObject({
  claim: z.string().max(100).nullable(),
  byGroup: z.record(z.string().min(1).max(200), z.string().max(100)).refine((map) => Object.keys(map).length <= 200, 'at most 200 groups'), // prettier-ignore
  usual: z.string().max(100).nullable(),
});
/** The address of a provider. The address of its discovery document, as providers show it to be copied, means the same. */
const issuerField = z
  .url('must be the address of the provider, such as https://login.example.com')
  .max(300)
  .transform((address) => address.replace(/\/\.well-known\/openid-configuration\/?$/u, ''));
const sharedFields = {
  name: text.max(60, 'at most 60 characters'),
  roles: rolesSchema,
  provisions: z.boolean(),
};
const oidcEntry = z.strictObject({
  ...sharedFields,
  kind: z.literal('oidc'),
  issuer: issuerField,
  clientId: text,
  secret: z.string().min(1).max(500).optional(),
  preset: z.enum(presets).optional(),
  trustsEmail: z.boolean().default(false),
});
const samlEntry = z.strictObject({ ...sharedFields, kind: z.literal('saml'), issuer: text, saml: samlDetailsSchema });
const newProviderSchema = z.discriminatedUnion('kind', [oidcEntry, samlEntry]);
/** `draft`: of `POST /admin/sso/drafts`; the provider gets its id. */
const draftField = { draft: z.string().max(300, 'is longer than any draft').optional() };
const addedProviderSchema = z.discriminatedUnion('kind', [oidcEntry.extend(draftField), samlEntry.extend(draftField)]);
const providerSchema = z.object({
  id: idSchema,
  kind: z.enum(providerKinds),
  name: z.string(),
  issuer: z.string(),
  clientId: z.string(),
  hasSecret: z.boolean(),
  preset: z.enum(presets).nullable(),
  roles: rolesSchema,
  provisions: z.boolean(),
  trustsEmail: z.boolean(),
  /** Only for a provider of SAML. `validUntil`: of each certificate, in their order. */
  saml: samlDetailsSchema.extend({ validUntil: z.array(z.string()) }).optional(),
});
const domainSchema = z.object({
  domain: z.string(),
  record: z.object({ name: z.string(), text: z.string() }),
  verifiedAt: z.string().nullable(),
});
const ruleSchema = z.strictObject({
  isEnforced: z.boolean(),
  asksSecond: z.boolean(),
  breakGlass: z.array(idSchema).max(20),
});
const settingsSchema = z.object({
  providers: z.array(providerSchema),
  domains: z.array(domainSchema),
  rule: ruleSchema,
  presets: z.array(z.enum(presets)),
});
/** All members but `issuer` are only in metadata of SAML. `validUntil`: of each certificate, in their order. */
const testedSchema = z.object({
  issuer: z.string(),
  entryPoint: z.string().optional(),
  certificates: z.array(z.string()).optional(),
  validUntil: z.array(z.string()).optional(),
});
const draftSchema = z.object({ id: idSchema, draft: z.string() });

const doneSchema = z.strictObject({ done: z.literal(true) });
const done = accept({ done: true as const });
const madeSchema = z.object({ id: idSchema });
const idPath = { params: z.object({ id: idSchema }) };
const domainPath = {
  params: z.object({
    domain: z
      .string()
      .max(253)
      .regex(/^[a-z0-9.-]+$/iu, 'must be a domain such as example.com'),
  }),
};

/** Returns a provider as it is stored, from the entered values. */
function entryOf(entered: z.output<typeof newProviderSchema>): NewProvider {
  if (entered.kind === 'oidc') {
    const { preset, ...provider } = entered;
    return { ...provider, details: preset === undefined ? {} : { preset } };
  }
  const { saml, ...provider } = entered;
  return { ...provider, clientId: '', details: saml, trustsEmail: false }; // our name there follows from the server's address and the provider's id
}

function samlShown(kind: ProviderKind, details: Readonly<Record<string, unknown>>) {
  const read = kind === 'saml' ? samlDetailsSchema.safeParse(details) : undefined;
  return read?.success === true ? { saml: { ...read.data, validUntil: read.data.certificates.map(certificateEnd) } } : {}; // prettier-ignore
}

/** Adds the routes of identity providers: before anybody is signed in, and for administrators. */
export function addSsoRoutes(app: OpenAPIHono<HttpEnv>, ports: Ports): void {
  const { identity } = ports;
  const open: { tags: string[]; security: [] } = { tags: ['Signing in'], security: [] };
  const administering = { tags: ['Identity providers'], middleware: ports.signedIn };
  const from = (c: Context<HttpEnv>): Ports => {
    const origin = originOf(c);
    return { ...ports, origin, identity: { ...identity, origin } };
  };

  app.openapi(
    createRoute({
      ...open,
      method: 'post',
      path: '/auth/sso/providers',
      summary: 'The identity providers of the domain of an address; the answer does not tell whether it has an account',
      request: { body: jsonBody(z.strictObject({ email: emailField })) },
      responses: responsesOf('By name; none where the domain is of no organisation.', offeredSchema),
    }),
    async (c) => {
      const { email } = c.req.valid('json');
      const found = await identity.database.transaction('snapshot', (tx) => providersFor(tx, email));
      return answer(c, accept({ providers: found.map(({ id, name }) => ({ id, name })) }));
    },
  );
  app.openapi(
    createRoute({
      ...open,
      method: 'post',
      path: '/auth/sso/link/code',
      summary: 'Sends the code by which a person shows that the account of this address is theirs',
      request: { body: jsonBody(z.strictObject({ link: linkField, device: deviceField.pick({ id: true }) })) },
      responses: responsesOf('Sent.', z.object({ minutes: z.number() })),
    }),
    async (c) => answer(c, await sendLinkCode(c.req.valid('json'), identity)),
  );
  app.openapi(
    createRoute({
      ...open,
      method: 'post',
      path: '/auth/sso/link',
      summary: 'Links an account with its identity provider, by its password or a code, and signs in',
      request: {
        body: jsonBody(
          z.strictObject({
            link: linkField,
            device: deviceField.pick({ id: true, key: true }),
            kind: z.enum(['password', 'email']),
            answer: proofField,
          }),
        ),
      },
      responses: responsesOf('Signed in, as by /auth/sign-in.', signedInSchema),
    }),
    async (c) => {
      const { device, ...input } = c.req.valid('json');
      const proven = await provenDevice(c, ports);
      if (!proven.ok) return answer(c, proven);
      const shown = {
        ...device,
        keys: deviceKeysFrom(c.req.header(deviceKeysHeader)),
        ...proven.value,
      };
      return answer(c, await proveLink({ ...input, device: shown }, from(c)));
    },
  );

  app.openapi(
    createRoute({
      ...administering,
      method: 'get',
      path: '/admin/sso',
      summary: 'How the organisation signs in: providers, domains, and the rule',
      responses: responsesOf('Without secrets.', settingsSchema),
    }),
    async (c) => {
      const read = await readSso(ports, c.get('caller'));
      if (!read.ok) return answer(c, read);
      const { providers, domains, rule, presets: offered } = read.value;
      return answer(
        c,
        accept({
          providers: providers.map(({ details, ...provider }) => ({
            ...provider,
            roles: { ...provider.roles, byGroup: { ...provider.roles.byGroup } },
            preset: presets.find((preset) => preset === details['preset']) ?? null,
            ...samlShown(provider.kind, details),
          })),
          domains: [...domains],
          rule: { ...rule, breakGlass: [...rule.breakGlass] },
          presets: [...offered],
        }),
      );
    },
  );
  app.openapi(
    createRoute({
      ...administering,
      method: 'post',
      path: '/admin/sso/drafts',
      summary:
        'An id for a provider that is not stored yet, so that its addresses can be entered at the provider first',
      request: { body: jsonBody(z.strictObject({})) },
      responses: responsesOf('`draft` is sent when the provider is added.', draftSchema),
    }),
    async (c) => answer(c, await draftProvider(from(c), c.get('caller'))),
  );
  const save = async (c: Context<HttpEnv>, entered: z.output<typeof newProviderSchema>, at: { readonly id?: string; readonly draft?: string | undefined }) =>
    saveProvider(from(c), c.get('caller'), { ...at, provider: entryOf(entered) }); // prettier-ignore
  app.openapi(
    createRoute({
      ...administering,
      method: 'post',
      path: '/admin/sso/providers',
      summary: 'Adds an identity provider, after its document was read',
      request: { body: jsonBody(addedProviderSchema) },
      responses: responsesOf('Added.', madeSchema),
    }),
    async (c) => {
      const { draft, ...entered } = c.req.valid('json');
      return answer(c, await save(c, entered, { draft }));
    },
  );
  app.openapi(
    createRoute({
      ...administering,
      method: 'put',
      path: '/admin/sso/providers/{id}',
      summary: 'Changes an identity provider; without a secret the present one stays',
      request: { ...idPath, body: jsonBody(newProviderSchema) },
      responses: responsesOf('Changed.', madeSchema),
    }),
    async (c) => answer(c, await save(c, c.req.valid('json'), c.req.valid('param'))),
  );
  app.openapi(
    createRoute({
      ...administering,
      method: 'post',
      path: '/admin/sso/test',
      summary: 'Reads the document of a provider that is not stored yet',
      request: {
        body: jsonBody(
          z.union([
            z.strictObject({ issuer: issuerField }),
            z.strictObject({ metadata: z.string().max(60_000) }),
            z.strictObject({ metadataUrl: z.url('must be the address of the metadata, such as https://login.example.com/metadata').max(1_000) }), // prettier-ignore
          ]),
        ),
      },
      responses: responsesOf('It can be used, and names this issuer.', testedSchema),
    }),
    async (c) => {
      const given = c.req.valid('json');
      if ('issuer' in given) return answer(c, await tryProvider(from(c), c.get('caller'), given));
      const read = await trySamlMetadata(from(c), c.get('caller'), given);
      if (!read.ok) return answer(c, read);
      const { issuer, entryPoint, certificates } = read.value;
      const validUntil = certificates.map(certificateEnd);
      return answer(c, accept({ issuer, entryPoint, certificates: [...certificates], validUntil }));
    },
  );
  app.openapi(
    createRoute({
      ...administering,
      method: 'delete',
      path: '/admin/sso/providers/{id}',
      summary: 'Removes an identity provider and the links of people to it',
      request: idPath,
      responses: responsesOf('Removed.', doneSchema),
    }),
    async (c) => {
      const gone = await dropProvider(from(c), c.get('caller'), c.req.valid('param').id);
      return answer(c, gone.ok ? done : gone);
    },
  );
  app.openapi(
    createRoute({
      ...administering,
      method: 'post',
      path: '/admin/sso/domains',
      summary: 'Adds a domain, with the TXT record that proves it',
      request: { body: jsonBody(z.strictObject({ domain: z.string().max(253) })) },
      responses: responsesOf('Added.', domainSchema),
    }),
    async (c) => answer(c, await newDomain(from(c), c.get('caller'), c.req.valid('json').domain)),
  );
  app.openapi(
    createRoute({
      ...administering,
      method: 'post',
      path: '/admin/sso/domains/{domain}/verify',
      summary: 'Looks for the TXT record of a domain',
      request: domainPath,
      responses: responsesOf('Proved.', domainSchema),
    }),
    async (c) => answer(c, await proveDomain(from(c), c.get('caller'), c.req.valid('param').domain)),
  );
  app.openapi(
    createRoute({
      ...administering,
      method: 'delete',
      path: '/admin/sso/domains/{domain}',
      summary: 'Removes a domain: no provider vouches for its addresses then',
      request: domainPath,
      responses: responsesOf('Removed.', doneSchema),
    }),
    async (c) => {
      const gone = await dropDomain(from(c), c.get('caller'), c.req.valid('param').domain);
      return answer(c, gone.ok ? done : gone);
    },
  );
  app.openapi(
    createRoute({
      ...administering,
      method: 'put',
      path: '/admin/sso/rule',
      summary: 'Changes how people sign in: by a provider only or not, and the people who keep their password',
      request: { body: jsonBody(ruleSchema) },
      responses: responsesOf('Changed.', ruleSchema),
    }),
    async (c) => {
      const changed = await changeRule(from(c), c.get('caller'), c.req.valid('json'));
      return answer(c, changed.ok ? accept({ ...changed.value, breakGlass: [...changed.value.breakGlass] }) : changed);
    },
  );
}
