import type { Clock, IdSource, RandomBytes } from '@outpost/domain/kernel/ports';
import type { Database } from '../db/database.ts';
import type { KeyRing } from './keys/key-ring.ts';
import type { PasswordHasher } from './passwords/password-hasher.ts';

/** The ports of signing in. `random` is cryptographic in production, seeded in the simulation. */
export type IdentityPorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly random: RandomBytes;
  readonly keys: KeyRing;
  readonly passwords: PasswordHasher;
  /** Left out: this server sends no mail about accounts. `queued` is called when a mail waits, after the commit. */
  readonly accountMail?: {
    readonly queued: () => void;
    /** The server's address for devices, which mails to people without the app name. Left out: not known. */
    readonly serverUrl?: string | undefined;
  };
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
