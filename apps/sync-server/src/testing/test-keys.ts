import { randomBytes } from 'node:crypto';
import { type Database, withColumnKeys } from '../db/database.ts';
import { localMasterKey } from '../identity/keys/master-key.ts';

const bytes = new Uint8Array(32).fill(7);
/** A master key for tests: always the same, so that a test opens its database again. */
const testMasterKey = localMasterKey([bytes], randomBytes);
/** The same key, as text for a setting. */
export const testMasterKeyText = Buffer.from(bytes).toString('base64url');

/** Returns a test's database with the keys of its sealed values. */
export const withTestKeys = (database: Database): Database =>
  withColumnKeys(database, { master: testMasterKey, random: randomBytes });
