import { once } from 'node:events';
import type { Replica } from '@outpost/desktop/replica/replica';
import { givenCredentials, GivenMachine } from '@outpost/desktop/replica/testing/given-machine';

/*
 * A replica's process that works until its disk is full, reports that on stdout, waits for a line on stdin, and continues. At the
 * end it reports acknowledged acts that are missing, and refused acts that are present.
 */

/** The report of a full disk: how many acts succeeded, and the message for the next one. */
export type Full = { readonly full: { readonly acts: number; readonly told: string } };
/** The final report. */
export type Filled = {
  readonly filled: { readonly before: number; readonly after: number; readonly wrong: readonly string[] };
};

const text = 'Not much. '.repeat(1_900);
/** More acts than any test disk holds. */
const most = 5_000;

const machine = new GivenMachine();
const wrong: string[] = [];
const acknowledged: string[] = [];

async function add(replica: Replica): Promise<string | undefined> {
  const done = await replica.call('acts.perform', {
    label: 'Filled',
    edits: [
      {
        entity: 'crm/deal',
        create: { fields: { name: `Deal ${acknowledged.length}`, stage: 'prospecting', about: text } },
      },
    ],
  });
  if (!done.ok) return JSON.stringify(done);
  const { act } = done.value as { readonly act: string }; // the contract's answer
  acknowledged.push(act);
  return undefined;
}

/** Checks that memory, file and screen agree, and contain every acknowledged act. */
async function compare(replica: Replica, when: string): Promise<void> {
  const tenant = replica.tenant();
  if (!tenant) return void wrong.push(`${when}: no replica is open`);
  const inMemory = [...tenant.device.memory.acts.keys()];
  const { writer } = tenant.device.database.file;
  const onDisk = writer
    .prepare<[], string>('select id from r_outpost_act where deleted = 0 order by seq')
    .pluck()
    .all();
  const counts = await replica.handlers['records.summary']({ entity: 'crm/deal', life: 'alive', sums: [] });
  const shown = counts.ok ? counts.value.groups[0]?.count : counts.message;
  for (const [name, acts] of Object.entries({ inMemory, onDisk }))
    if (JSON.stringify(acts) !== JSON.stringify(acknowledged))
      wrong.push(`${when}: ${acts.length} acts ${name}, ${acknowledged.length} acknowledged`);
  if (shown !== acknowledged.length)
    wrong.push(`${when}: ${String(shown)} records shown, ${acknowledged.length} acknowledged`);
  if (writer.inTransaction) wrong.push(`${when}: a transaction was left open`);
}

const first = await machine.start();
const signedIn = await first.handlers['session.signIn'](givenCredentials);
if (!signedIn.ok) throw new Error(signedIn.message);
machine.line.isCut = true;
let told: string | undefined;
while (told === undefined && acknowledged.length < most) told = await add(first);
for (let again = 0; again < 5; again += 1) await add(first); // a smaller act may still fit; none may be half written
await compare(first, 'on the full disk');
const before = acknowledged.length;
const full: Full = { full: { acts: before, told: told ?? 'nothing: the disk is too large' } };
process.stdout.write(`${JSON.stringify(full)}\n`);

await once(process.stdin, 'data');
for (let again = 0; again < 10; again += 1) {
  const refused = await add(first);
  if (refused !== undefined) wrong.push(`after there was room again: ${refused}`);
}
await compare(first, 'after there was room again');
await machine.stop();
await compare(await machine.start(), 'after a restart');
const filled: Filled = { filled: { before, after: acknowledged.length, wrong } };
process.stdout.write(`${JSON.stringify(filled)}\n`);
await machine.end();
process.exit(0);
