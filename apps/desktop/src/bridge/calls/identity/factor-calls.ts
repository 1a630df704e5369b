import { proofKinds, sentKinds } from '@outpost/domain/kernel/factor-kinds';
import { z } from 'zod';
import { recoverySchema } from './people-calls.ts';

const id = z.uuid();
const code = z.string().max(40);
const codes = z.strictObject({ codes: z.array(z.string()) });

/** A second factor of the person. Instants are ISO 8601, UTC. `left`: backup codes that are not used. */
export const ownFactorSchema = z.strictObject({
  id,
  /** `totp`, `email`, `sms`, `backup-codes`, or a kind of a newer server. */
  kind: z.string(),
  name: z.string(),
  madeAt: z.string(),
  usedAt: z.string().nullable(),
  left: z.number().int().nullable(),
});
export type ShownFactor = z.infer<typeof ownFactorSchema>;

/** The calls of the person's own second factors. The server has them, so all refuse `sync/offline` where it does not answer. */
export const factorCalls = {
  /** `offered`: the kinds that the server lets people set up. */
  'factors.list': {
    input: z.null(),
    output: z.strictObject({ factors: z.array(ownFactorSchema), offered: z.array(z.string()) }),
  },
  /** Begins to set up an authenticator app. `secret` in base32; `uri` is for its QR code. No device keeps them. */
  'factors.startTotp': {
    input: z.strictObject({ name: z.string().max(60) }),
    output: z.strictObject({ id, secret: z.string(), uri: z.string() }),
  },
  /** Sends a code to the person's address, or to `phone`: the first code of such a factor. */
  'factors.startSent': {
    input: z.strictObject({ kind: z.enum(sentKinds), phone: z.string().max(40).optional() }),
    output: z.strictObject({ id, minutes: z.number().int() }),
  },
  /** Turns a factor on by its first code. `codes`: the backup codes that come with the first factor. */
  'factors.confirm': { input: z.strictObject({ id, code }), output: codes },
  /** Makes ten backup codes. The former ones become invalid. */
  'factors.makeBackupCodes': { input: z.null(), output: codes },
  /**
   * Proves who the person is before a dangerous act (`access/step-up-needed`). The caller then repeats the refused
   * call.
   */
  'session.stepUp': {
    input: z.strictObject({ kind: z.enum(proofKinds), answer: z.string().max(1_000) }),
    output: z.null(),
  },
  /**
   * Refuses `access/step-up-needed` where a dangerous act would be refused now. A server of the previous build does not refuse
   * here: it decides when the act is sent.
   */
  'session.checkProof': { input: z.null(), output: z.null() },
  /** Sends the code for such a proof. */
  'session.askForStepUpCode': {
    input: z.strictObject({ kind: z.enum(sentKinds) }),
    output: z.strictObject({ minutes: z.number() }),
  },
  /** The removal of the person's factors that an administrator has begun, or null. */
  'factors.recovery': { input: z.null(), output: z.strictObject({ recovery: recoverySchema.nullable() }) },
  'factors.stopRecovery': { input: z.null(), output: z.null() },
  /** Gives a factor another name. It needs no proof. */
  'factors.rename': { input: z.strictObject({ id, name: z.string().max(60) }), output: z.null() },
  'factors.remove': { input: z.strictObject({ id }), output: z.null() },
} as const;
