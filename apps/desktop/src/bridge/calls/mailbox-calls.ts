import { z } from 'zod';

/** The mail server that sends what the person writes. Null: it goes out from the organisation's address. */
const sending = z.object({ host: z.string().max(253), port: z.number().int() }).nullable();

/** The providers at which a person signs in to their mailbox. */
const mailProvider = z.enum(['google', 'microsoft']);
export type ShownMailProvider = z.infer<typeof mailProvider>;
/** MBX-16: whether new e-mails are shared at once, or belong to their person alone until they share them. */
const keeps = z.enum(['shared', 'private']);

const mailboxSchema = z.object({
  address: z.string(),
  host: z.string(),
  port: z.number().int(),
  userName: z.string(),
  /** Null: by a password. */
  provider: mailProvider.nullable().default(null),
  sending,
  keeps: keeps.default('shared'), // a server of the build before shares them
  /** Instants are ISO 8601 UTC. */
  madeAt: z.string(),
  readAt: z.string().nullable(),
  /** The answers that it has brought, and the e-mails that the server could not read. */
  kept: z.number().int(),
  skipped: z.number().int(),
  /** The reason why it was not read the last time. */
  problem: z.enum(['sign-in', 'unreachable', 'address']).nullable(),
});
export type ShownMailbox = z.infer<typeof mailboxSchema>;

/** `providers`: those that the server offers; empty: a password alone, as with servers of earlier builds. */
const shown = z.object({ mailbox: mailboxSchema.nullable(), providers: z.array(mailProvider).default([]) });

/** The calls about the person's own mailbox. The server has it, so all refuse `sync/offline` where it does not answer. */
export const mailboxCalls = {
  'mailbox.show': { input: z.null(), output: shown },
  /** Connects the mailbox, in place of an earlier one. Refuses `request/invalid` where the server cannot sign in to it; nothing is kept then. */
  'mailbox.connect': {
    input: z.strictObject({
      address: z.string().max(320),
      host: z.string().max(253),
      port: z.number().int(),
      userName: z.string().max(320),
      password: z.string().max(1_000),
      sending,
    }),
    output: shown,
  },
  /** Begins a sign-in at a provider. Returns the page for the browser. Refuses `request/invalid` where the server does not offer it. */
  'mailbox.startSignIn': {
    input: z.strictObject({ provider: mailProvider }),
    output: z.object({ address: z.url({ protocol: /^https$/ }) }),
  },
  /** Sets it for the e-mails that come in from now on. Refuses `request/invalid` where no mailbox is connected. */
  'mailbox.keep': { input: z.strictObject({ keeps }), output: shown },
  'mailbox.disconnect': { input: z.null(), output: z.null() },
} as const;
