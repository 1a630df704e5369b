import type { Clock, IdSource, RandomBytes } from '@outpost/domain/kernel/ports';
import type { RefusalOf } from '@outpost/domain/kernel/refusal';
import type { Origin } from '../journal/events/journal-event.ts';
import type { Database } from '../db/database.ts';
import type { KeyRing } from './keys/key-ring.ts';
import type { BreachedPasswords } from './passwords/breached-passwords.ts';
import type { PasswordHasher } from './passwords/password-hasher.ts';

/**
 * Sends a text message to a number (E.164). `reportTo`: the address to which the service reports whether it arrived. `failed`: it was
 * not taken. The text has a code: it goes into no log.
 */
export type SendSms = (message: {
  readonly to: string;
  readonly text: string;
  readonly reportTo?: string | undefined;
}) => Promise<'sent' | 'failed'>;

/** PLT-42: counts the messages that the people of an organisation cause, in the present month. */
export type MessageCount = {
  readonly add: (orgId: string) => void;
  /** Returns the refusal of a further message where the month is used up. Codes for signing in are still sent. */
  readonly judge: (orgId: string) => Promise<RefusalOf<'quota/reached'> | undefined>;
  /** Counts one, or returns the refusal. So several messages at the same time do not all take the last one. */
  readonly take: (orgId: string) => Promise<RefusalOf<'quota/reached'> | undefined>;
  /** Counts one less: the one that was taken did not leave. */
  readonly giveBack: (orgId: string) => void;
};

/** The server as authenticators know it (WebAuthn, section 4): a domain, and the origin of the pages that may use its passkeys. */
export type RelyingParty = { readonly id: string; readonly origin: string };

/** The reason why a server offers no passkeys, in a sentence for people. */
export type NoPasskeys = { readonly why: string };

/** The ports of signing in. `random` is cryptographic in production, seeded in the simulation. */
export type IdentityPorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly random: RandomBytes;
  readonly keys: KeyRing;
  readonly passwords: PasswordHasher;
  /** Left out: new passwords are compared only with the common ones. */
  readonly breached?: BreachedPasswords;
  /** Left out: this server sends no mail about accounts. `queued` is called when a mail waits, after the commit. */
  readonly accountMail?: {
    readonly queued: () => void;
    /** The server's address for devices, which mails to people without the app name. Left out: not known. */
    readonly serverUrl?: string | undefined;
  };
  /** Left out: this server sends no text messages. */
  readonly sms?: SendSms;
  /** This server's own address, to which the service of text messages reports. Left out: the server takes no reports. */
  readonly smsReportsAt?: string;
  /** Left out: nothing counts messages. */
  readonly messages?: MessageCount;
  /** The server as passkeys know it, or why it offers none. Left out: it offers none. */
  readonly relyingParty?: RelyingParty | NoPasskeys;
  /** The origin of the present request, for the journal. Left out: no request caused it. */
  readonly origin?: Origin;
};

/** The author of a request: a person of one tenant, in a session on one device. Their rights are read from the database. */
export type Caller = {
  /** The id of the `platform/person` record. */
  readonly userId: string;
  readonly orgId: string;
  readonly sessionId: string;
  readonly deviceId: string;
  /** The API key of a program. Then it is the user, session and device, too. */
  readonly keyId?: string;
};
