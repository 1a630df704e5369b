import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';

const rolesSchema = z.strictObject({
  claim: z.string().max(100).nullable(),
  byGroup: z.record(z.string(), z.string()),
  usual: z.string().max(100).nullable(),
});
const presetSchema = z.enum(['google', 'microsoft']);
const providerSchema = z.strictObject({
  id: idSchema,
  kind: z.enum(['oidc', 'saml']),
  name: z.string(),
  issuer: z.string(),
  clientId: z.string(),
  hasSecret: z.boolean(),
  preset: presetSchema.nullable(),
  roles: rolesSchema,
  provisions: z.boolean(),
  trustsEmail: z.boolean(),
  /** Only for a provider of SAML. `validUntil`: instants, of each certificate in their order. */
  saml: z
    .strictObject({
      entryPoint: z.string(),
      certificates: z.array(z.string()),
      emailClaim: z.string().nullable(),
      nameClaim: z.string().nullable(),
      validUntil: z.array(z.string()),
    })
    .optional(),
});
export type SsoProviderShown = z.infer<typeof providerSchema>;
const domainSchema = z.strictObject({
  domain: z.string(),
  record: z.strictObject({ name: z.string(), text: z.string() }),
  verifiedAt: z.string().nullable(),
});
export type SsoDomainShown = z.infer<typeof domainSchema>;
const ruleSchema = z.strictObject({
  isEnforced: z.boolean(),
  asksSecond: z.boolean(),
  breakGlass: z.array(idSchema).max(20),
});
const sharedFields = {
  name: z.string().max(60),
  issuer: z.string().max(300),
  roles: rolesSchema,
  provisions: z.boolean(),
};
const newProviderSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...sharedFields,
    kind: z.literal('oidc'),
    clientId: z.string().max(300),
    /** Left out: the provider keeps the present secret. */
    secret: z.string().max(500).optional(),
    preset: presetSchema.optional(),
    trustsEmail: z.boolean(),
  }),
  z.strictObject({
    ...sharedFields,
    kind: z.literal('saml'),
    saml: z.strictObject({
      entryPoint: z.string().max(500),
      /** Base64 of X.509, with or without its frame. */
      certificates: z.array(z.string().max(8_000)).max(4),
      emailClaim: z.string().max(200).nullable(),
      nameClaim: z.string().max(200).nullable(),
    }),
  }),
]);
export type NewSsoProvider = z.infer<typeof newProviderSchema>;
/** The longest pasted metadata. A longer one is read from its address. */
export const mostMetadataChars = 60_000;
const domain = z.string().max(253);

/**
 * The calls that set how the organisation signs in (ADR 76). All of them need the server, and are for administrators.
 */
export const ssoCalls = {
  'sso.read': {
    input: z.null(),
    output: z.strictObject({
      providers: z.array(providerSchema),
      domains: z.array(domainSchema),
      rule: ruleSchema,
      /** Providers at which the server has a client of its own. */
      presets: z.array(presetSchema),
    }),
  },
  /** Reads the document of a provider, and says whether it can be used. */
  'sso.test': {
    input: z.strictObject({ issuer: z.string().max(300) }),
    output: z.strictObject({ issuer: z.string() }),
  },
  /** Reads the metadata of a provider of SAML. The server asks its address. `validUntil`: of each certificate, in their order. */
  'sso.readMetadata': {
    input: z.union([
      z.strictObject({ metadata: z.string().max(mostMetadataChars) }),
      z.strictObject({ metadataUrl: z.string().max(1_000) }),
    ]),
    output: z.strictObject({
      issuer: z.string(),
      entryPoint: z.string(),
      certificates: z.array(z.string()),
      validUntil: z.array(z.string()),
    }),
  },
  /** Returns the id that the next new provider gets with this `draft`, so that its addresses are known before it is saved. */
  'sso.draftProvider': { input: z.null(), output: z.strictObject({ id: idSchema, draft: z.string().max(300) }) },
  /** Adds a provider, or changes the one with the id. `draft`: only for a new one. */
  'sso.saveProvider': {
    input: z.strictObject({
      id: idSchema.optional(),
      draft: z.string().max(300).optional(),
      provider: newProviderSchema,
    }),
    output: z.strictObject({ id: idSchema }),
  },
  'sso.removeProvider': { input: z.strictObject({ id: idSchema }), output: z.null() },
  'sso.addDomain': { input: z.strictObject({ domain }), output: domainSchema },
  /** Looks for the TXT record of a domain. */
  'sso.verifyDomain': { input: z.strictObject({ domain }), output: domainSchema },
  'sso.removeDomain': { input: z.strictObject({ domain }), output: z.null() },
  'sso.changeRule': { input: ruleSchema, output: ruleSchema },
} as const;
