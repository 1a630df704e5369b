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
  /** Of a provider of SAML alone. `validUntil`: instants, of each certificate in their order. */
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
const newProviderSchema = z.strictObject({
  kind: z.literal('oidc'),
  name: z.string().max(60),
  issuer: z.string().max(300),
  clientId: z.string().max(300),
  /** Left out: the present secret stays. */
  secret: z.string().max(500).optional(),
  preset: presetSchema.optional(),
  roles: rolesSchema,
  provisions: z.boolean(),
  trustsEmail: z.boolean(),
});
const domain = z.string().max(253);

/** How the organisation signs in (ADR 76). All of them need the server, and are for administrators. */
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
  /** Adds a provider, or changes the one with the id. */
  'sso.saveProvider': {
    input: z.strictObject({ id: idSchema.optional(), provider: newProviderSchema }),
    output: z.strictObject({ id: idSchema }),
  },
  'sso.removeProvider': { input: z.strictObject({ id: idSchema }), output: z.null() },
  'sso.addDomain': { input: z.strictObject({ domain }), output: domainSchema },
  /** Looks for the TXT record of a domain. */
  'sso.verifyDomain': { input: z.strictObject({ domain }), output: domainSchema },
  'sso.removeDomain': { input: z.strictObject({ domain }), output: z.null() },
  'sso.changeRule': { input: ruleSchema, output: ruleSchema },
} as const;
