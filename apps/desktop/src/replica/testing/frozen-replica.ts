import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { type GivenMachine, givenCredentials } from './given-machine.ts';
import { givenDeal, givenHistoryRow } from './scripted-server.ts';

/*
 * Replicas in earlier formats, kept for the tests (K-5). Each is the file of a device with work on it, together with the
 * device's profile. The file is stored without its encryption, because encrypted pages do not compress. `freeze-replica.ts`
 * makes one in the present format.
 */

export const frozenFolder = join(import.meta.dirname, 'frozen');
export const frozenDeals = 12;
export const frozenActs = ['Renamed the first', 'Noted something', 'Added one offline'] as const;
export const frozenDraft = 'South wall';
export const dealId = (number: number): string => `0190b1f2-7c00-7000-8000-${String(number).padStart(12, '0')}`;
const addedId = dealId(500);

/** The content of a frozen replica: the bytes of the database file and the text of the profile. */
type Frozen = { readonly profile: string; readonly base64: string };

/** Gives a new machine the content of a frozen replica: records, history, a refused act, unsent acts, a draft. */
export async function workToFreeze(machine: GivenMachine): Promise<void> {
  const replica = await machine.start();
  const signedIn = await replica.handlers['session.signIn'](givenCredentials);
  if (!signedIn.ok) throw new Error(signedIn.message);
  const { server } = machine;
  server.page({
    rows: Array.from({ length: frozenDeals }, (_, number) => ({
      record: givenDeal(dealId(number), number + 1, { name: `Deal ${number}` }),
    })),
    history: [givenHistoryRow(dealId(0), 1, { label: 'Imported' })],
    head: frozenDeals,
  });
  await replica.handlers['sync.now'](null);
  const perform = async (label: string, edit: object) => {
    const done = await replica.call('acts.perform', { label, edits: [edit] });
    if (!done.ok) throw new Error(JSON.stringify(done));
  };
  await perform('Refused', { entity: 'crm/deal', id: dealId(1), fields: { name: 'Not allowed' } });
  const why = { code: 'access/denied', message: 'You may not change this deal.', details: {} };
  server.refuse({ [dealId(1)]: why }, frozenDeals + 1);
  server.page({ head: frozenDeals + 1 });
  await replica.handlers['sync.now'](null);
  machine.line.isCut = true;
  await perform(frozenActs[0], { entity: 'crm/deal', id: dealId(0), fields: { name: 'First of all' } });
  await perform(frozenActs[1], {
    entity: 'crm/activity',
    create: { fields: { about: `crm/deal:${dealId(0)}`, kind: 'note', subject: 'Hello' } },
  });
  await perform(frozenActs[2], {
    entity: 'crm/deal',
    id: addedId,
    create: { fields: { name: 'Made offline', stage: 'prospecting' } },
  });
  await replica.handlers['local.set']({ key: 'draft/note/x', value: frozenDraft });
  await machine.stop();
}

/** Writes the machine's only replica, which is closed, into a file outside of the profile. */
export function freeze(machine: GivenMachine, to: string): void {
  const profile = readFileSync(join(machine.folder, 'profile.json'), 'utf8');
  const plain = join(machine.folder, 'plain.sqlite');
  copyFileSync(machine.file, plain);
  const database = unlocked(plain, keyIn(profile));
  database.pragma('journal_mode = delete');
  database.pragma("rekey = ''");
  database.exec('vacuum');
  database.close();
  const frozen: Frozen = { profile, base64: readFileSync(plain).toString('base64') };
  writeFileSync(to, gzipSync(JSON.stringify(frozen), { level: 9 }));
}

/** Puts a frozen replica into the profile of a new machine, encrypted with that machine's key. */
export function thaw(from: string, machine: GivenMachine): void {
  const { profile, base64 } = JSON.parse(gunzipSync(readFileSync(from)).toString('utf8')) as Frozen; // written by `freeze`
  writeFileSync(join(machine.folder, 'profile.json'), profile);
  const [id = ''] = /(?<="current": ")[^"]+/.exec(profile) ?? [];
  const file = join(machine.folder, `${id}.sqlite`);
  writeFileSync(file, Buffer.from(base64, 'base64'));
  const database = new Database(file);
  database.pragma("cipher = 'aegis'");
  database.pragma(`rekey = 'raw:${keyIn(profile)}'`);
  database.close();
}

/** Returns the key in hex. The key store of these machines does not wrap it. */
function keyIn(profile: string): string {
  const { replicas } = JSON.parse(profile) as {
    readonly replicas: readonly { readonly key: { readonly wrapped: string } }[];
  }; // written by the replica
  return replicas[0]?.key.wrapped ?? '';
}

function unlocked(file: string, key: string): Database.Database {
  const database = new Database(file);
  database.pragma("cipher = 'aegis'");
  database.pragma(`key = 'raw:${key}'`);
  return database;
}
