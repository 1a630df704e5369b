import { factorKinds, sentKinds, setUpKinds } from '@outpost/domain/kernel/factor-kinds';
import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';

const server = z.url();
const email = z.string().max(320);
const code = z.string().max(40);
const organisationSchema = z.strictObject({ id: idSchema, name: z.string() });

/** The answer to the step after a first factor. */
/** ADR 122: the erasure of the own account that waits. Instants are ISO 8601 UTC. */
const ownErasureSchema = z.strictObject({ askedAt: z.string(), dueAt: z.string() });

export const secondStepSchema = z.strictObject({
  challenge: z.string().max(200),
  kind: z.enum(factorKinds),
  answer: z.string().max(40),
  /**
   * Whether this device may sign in without this step for some days, where the organisation allows it (`trustDays`).
   */
  trust: z.boolean().optional(),
});

export const begunFactorSchema = z.strictObject({
  id: z.uuid(),
  secret: z.string().optional(),
  uri: z.string().optional(),
  minutes: z.number().optional(),
});

/**
 * The calls about an account: those before anybody is signed in, and those about the signed-in person's own account.
 * All but the first need the server and refuse `sync/offline` without it.
 */
export const accountCalls = {
  /** PLT-26: the organisations on this device to which the signed-in account belongs, by name. Needs no server. */
  'session.organisations': {
    input: z.null(),
    output: z.strictObject({
      organisations: z.array(
        z.strictObject({
          /** The id of the organisation's data on this device. */
          replica: idSchema,
          organisation: organisationSchema,
          /** The number of acts that the server has not decided. */
          unsent: z.number().int(),
          isCurrent: z.boolean(),
        }),
      ),
    }),
  },
  /**
   * Sends a code for a new password to an address. The answer does not reveal whether the address has an account.
   */
  'session.askForCode': {
    input: z.strictObject({ server, email }),
    output: z.strictObject({ ticket: z.string(), minutes: z.number() }),
  },
  /**
   * Returns the identity providers of the domain of an address. The answer does not reveal whether the address has an
   * account.
   */
  'session.findProviders': {
    input: z.strictObject({ server, email }),
    output: z.strictObject({ providers: z.array(z.strictObject({ id: idSchema, name: z.string() })) }),
  },
  /**
   * Begins a sign-in in the person's browser, which opens `address`. `returns`: the browser comes back by a link into
   * the app, or to a page of this computer. `asksPassword`: this machine has no key store, so `finishInBrowser` needs a
   * password for this device.
   */
  'session.startInBrowser': {
    input: z.strictObject({
      server,
      way: z.enum(['sso', 'passkey']),
      provider: idSchema.optional(),
      organisation: idSchema.optional(),
      returns: z.enum(['link', 'page']),
    }),
    output: z.strictObject({ address: z.url(), minutes: z.number(), asksPassword: z.boolean() }),
  },
  /**
   * Accepts the link by which the browser came back. Returns false for a link that belongs to no sign-in of this app.
   */
  'session.cameBack': { input: z.strictObject({ link: z.string().max(400) }), output: z.boolean() },
  /** Ends the sign-in in the browser that was begun last. */
  'session.cancelInBrowser': { input: z.null(), output: z.null() },
  /** Sends a code by which the person proves that an account is their own (`access/link-needed`). */
  'session.askForLinkCode': {
    input: z.strictObject({ server, link: z.string().max(200) }),
    output: z.strictObject({ minutes: z.number() }),
  },
  /**
   * Begins to set up a factor that a role requires, in the middle of a sign-in. `secret` and `uri`: of an authenticator
   * app.
   */
  'session.setUpFactor': {
    input: z.strictObject({
      server,
      challenge: z.string().max(200),
      kind: z.enum(setUpKinds),
      phone: z.string().max(40).optional(),
    }),
    output: begunFactorSchema,
  },
  /** Sends the code that answers a challenge of a sign-in (`access/second-factor-needed`). */
  'session.askForFactorCode': {
    input: z.strictObject({ server, challenge: z.string().max(200), kind: z.enum(sentKinds) }),
    output: z.strictObject({ minutes: z.number() }),
  },
  /** Stops the removal of second factors, or the erasure of an account, by the code from its mail, before sign-in. Refuses `request/not-found` for a wrong code. */
  'session.stopRecovery': {
    input: z.strictObject({ server: z.string().max(2_000), code: z.string().max(40) }),
    output: z.null(),
  },
  /**
   * Changes the person's own password. Refuses `access/bad-credentials` for a wrong current password, and
   * `request/invalid` for a weak new one.
   */
  'account.changePassword': {
    input: z.strictObject({
      present: z.string().max(1_000),
      chosen: z.string().max(1_000),
      others: z.enum(['end', 'keep']),
    }),
    output: z.null(),
  },
  /** Asks the server whether and when the person's account is erased, as they asked (ADR 122). Refuses `sync/offline`. */
  'account.erasure': { input: z.null(), output: z.strictObject({ erasure: ownErasureSchema.nullable() }) },
  /**
   * Asks to erase the person's account in all organisations after 30 days. `email`: as it was typed. Refuses `request/invalid` for another
   * address, and `access/last-administrator` for the only owner of an organisation.
   */
  'account.askForErasure': { input: z.strictObject({ email: z.string().max(254) }), output: ownErasureSchema },
  /** Stops that erasure. */
  'account.stopErasure': { input: z.null(), output: z.null() },
  /** Replaces a forgotten password by the code from the e-mail. Refuses `access/bad-code`, and a weak password. */
  'session.resetPassword': {
    input: z.strictObject({
      server,
      ticket: z.string().max(100),
      code,
      password: z.string().max(1_000),
    }),
    output: z.null(),
  },
  /** Names the account and organisation that the code of an invitation opens. Refuses `access/bad-code`. */
  'session.findInvite': {
    input: z.strictObject({ server, code }),
    output: z.strictObject({
      organisation: organisationSchema,
      email: z.string(),
      name: z.string(),
      /** Whether the address has an account already. The person then enters its password instead of a new one. */
      hasAccount: z.boolean(),
    }),
  },
  /** Accepts an invitation. Refuses `access/bad-code`, a weak password, and a wrong password of an existing account. */
  'session.acceptInvite': {
    input: z.strictObject({ server, code, name: z.string().max(200), password: z.string().max(1_000) }),
    output: z.strictObject({ organisation: organisationSchema, email: z.string() }),
  },
  /**
   * Sends a code to an address that has no account. The answer does not reveal whether it has one. Refuses where the
   * server does not let people register by themselves.
   */
  'session.askToRegister': {
    input: z.strictObject({ server, email }),
    output: z.strictObject({ ticket: z.string(), minutes: z.number() }),
  },
  /** Makes an account for an address that a code proves, and an organisation that the person owns. */
  'session.register': {
    input: z.strictObject({
      server,
      ticket: z.string().max(100),
      email,
      code,
      name: z.string().max(200),
      password: z.string().max(1_000),
      organisation: z.strictObject({ name: z.string().max(200), currency: z.string(), timeZone: z.string() }),
    }),
    output: z.strictObject({ organisation: organisationSchema, email: z.string() }),
  },
  /**
   * Begins to change the signed-in person's address: a code goes to the new address, another one to the present address. Refuses a wrong
   * password, and `server/no-mail`.
   */
  'account.askToChangeEmail': {
    input: z.strictObject({ email, password: z.string().max(1_000) }),
    output: z.strictObject({ ticket: z.string(), presentTicket: z.string(), minutes: z.number() }),
  },
  /** Changes the signed-in person's address by both codes. Refuses `access/bad-code`. */
  'account.changeEmail': {
    input: z.strictObject({
      email,
      ticket: z.string().max(100),
      code,
      presentTicket: z.string().max(100),
      presentCode: code,
    }),
    output: z.null(),
  },
} as const;
