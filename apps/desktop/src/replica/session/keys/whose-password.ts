import { refuse } from '@outpost/domain/kernel/refusal';
import { hash, verify } from '@node-rs/argon2';
import type { PasswordCost } from './file-key.ts';
import type { OpenTenant } from '../open-tenant.ts';

/** Returns the Argon2id hash of a password, by which a replica whose key is in the key store recognises its person. */
export const passwordHashOf = (password: string, { memoryKib, passes }: PasswordCost): Promise<string> =>
  hash(password.normalize('NFKC'), { memoryCost: memoryKib, timeCost: passes, parallelism: 1 });

/** Verifies the password. The key store opens the file for anyone using this account, so only the password identifies the person. */
export async function isTheirs({ entry, session }: OpenTenant, password: string): Promise<boolean> {
  if (entry.key.kind !== 'os') return true; // the password unwrapped the key
  return session.passwordHash !== null && (await verify(session.passwordHash, password.normalize('NFKC')));
}

/** Returns the refusal of a password that is not the person's. */
export const notTheirs = () =>
  refuse('access/bad-credentials', 'That is not the password with which you last signed in on this device.', {});
