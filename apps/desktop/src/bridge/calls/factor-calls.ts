import { z } from 'zod';

const id = z.uuid();
const code = z.string().max(40);
const codes = z.strictObject({ codes: z.array(z.string()) });

/** A second factor of the person. Instants are ISO 8601, UTC. `left`: backup codes that are not used. */
export const ownFactorSchema = z.strictObject({
  id,
  /** `totp`, `backup-codes`, or a kind of a newer server. */
  kind: z.string(),
  name: z.string(),
  madeAt: z.string(),
  usedAt: z.string().nullable(),
  left: z.number().int().nullable(),
});
export type OwnFactor = z.infer<typeof ownFactorSchema>;

/** The calls of the person's own second factors. The server has them, so all refuse `sync/offline` where it does not answer. */
export const factorCalls = {
  'factors.list': { input: z.null(), output: z.strictObject({ factors: z.array(ownFactorSchema) }) },
  /** Begins to set up an authenticator app. `secret` in base32; `uri` is for its QR code. No device keeps them. */
  'factors.startTotp': {
    input: z.strictObject({ name: z.string().max(60) }),
    output: z.strictObject({ id, secret: z.string(), uri: z.string() }),
  },
  /** Turns it on by a code that it shows. `codes`: the backup codes that come with the first factor. */
  'factors.confirmTotp': { input: z.strictObject({ id, code }), output: codes },
  /** Makes ten backup codes; the former ones end. */
  'factors.makeBackupCodes': { input: z.null(), output: codes },
  'factors.remove': { input: z.strictObject({ id }), output: z.null() },
} as const;
