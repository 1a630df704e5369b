import { parseArgs } from 'node:util';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { seededRandom } from '@outpost/domain/testing/seeded-random';
import { nodePorts } from '@outpost/desktop/replica/node-ports';
import { type OpenTenant, openTenant } from '@outpost/desktop/replica/session/open-tenant';
import {
  givenMembership,
  givenOrganisation,
  givenPerson,
  noTransport,
} from '@outpost/desktop/replica/testing/given-tenant';

/*
 * A replica's process that works until it is killed: several writers at once, readers in their threads, write-backs of the log.
 * Its content at the start, and each acknowledgement, is a line on stdout. A pipe takes the line before the next instruction, so
 * that a kill cannot revoke it.
 */

/** The first line: the replica's content. */
export type Held = {
  readonly held: {
    readonly acts: readonly string[];
    readonly names: Readonly<Record<string, string>>;
    readonly drafts: number;
  };
};
/** Every other line: an acknowledgement. The names of a record and the drafts count up. */
export type Acknowledged =
  { readonly act: string; readonly names: Readonly<Record<string, string>> } | { readonly draft: number };

const records = 40;
const writers = 3;
const recordId = (place: number): string => `0190b1f2-7c00-7000-8000-${String(place).padStart(12, '0')}`;

const { values } = parseArgs({
  options: {
    file: { type: 'string' },
    key: { type: 'string' },
    seed: { type: 'string', default: '1' },
    marker: { type: 'string', default: '' },
  },
});
if (values.file === undefined || values.key === undefined)
  throw new Error('usage: --file F --key HEX [--seed N] [--marker TEXT]');
const { below } = seededRandom(Number(values.seed));
const say = (line: Held | Acknowledged): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

async function open(file: string, key: string): Promise<OpenTenant> {
  const ports = {
    ...nodePorts({
      keyStore: null,
      log: {
        fault: ({ cause }) => {
          throw cause;
        },
      },
    }),
    transportTo: () => noTransport,
  };
  const opened = await openTenant({
    catalogue: installedCatalogue,
    ports,
    entry: {
      id: recordId(999_999),
      server: 'https://server.test',
      organisation: { id: givenOrganisation.id, name: givenOrganisation.name },
      person: givenPerson,
      key: { kind: 'os', wrapped: '' },
      unsent: 0,
    },
    file,
    key: Buffer.from(key, 'hex'),
    signedIn: {
      accessToken: 'a',
      expiresAt: '',
      refreshToken: 'r',
      person: givenPerson,
      organisation: givenOrganisation,
    },
    readers: { workerFile: new URL(import.meta.resolve('@outpost/desktop/replica/storage/reading/reader-worker')) },
    byItself: false,
    mayContact: false,
    deviceKind: 'computer',
    onSession: () => undefined,
    onDamage: () => {
      throw new Error('A page of the file is damaged');
    },
  });
  if (!opened.ok) throw new Error(opened.message);
  await opened.value.hold([givenMembership('admin')]);
  return opened.value;
}

const titleOf = ({ fields }: { readonly fields: Readonly<Record<string, unknown>> }): string =>
  typeof fields['name'] === 'string' ? fields['name'] : '';

/**
 * Returns the records that the replica shows, and its outbox. Also checks that each record shows the result of its acts (D-2a).
 */
async function held(tenant: OpenTenant): Promise<Held> {
  const ask = () => tenant.questions.list({ entity: 'crm/deal', life: 'alive', sort: [], limit: 200 });
  let list = await ask();
  // On a busy machine a reader's thread may take longer to start than a person would wait for a list.
  while (!list.ok && list.code === 'query/timed-out') list = await ask();
  if (!list.ok) throw new Error(list.message);
  const { memory, database } = tenant.device;
  const damage = database.file.findDamage();
  if (damage.length > 0) throw new Error(`The file is damaged: ${damage.join('; ')}`);
  const drafts = await database.getLocal('screen/draft');
  return {
    held: {
      acts: [...memory.acts.keys()],
      names: Object.fromEntries(list.value.rows.map((row) => [row.id, titleOf(row)])),
      drafts: typeof drafts === 'number' ? drafts : 0,
    },
  };
}

const tenant = await open(values.file, values.key);
const first = await held(tenant);
say(first);
const counts = new Map(Object.entries(first.held.names).map(([id, name]) => [id, Number(name)]));
const state = { drafts: first.held.drafts };

/** Returns the next names of some records, each higher than any requested before. */
function nextNames(count: number): Readonly<Record<string, string>> {
  const names: Record<string, string> = {};
  for (let taken = 0; taken < count; taken += 1) {
    const id = recordId(below(records));
    if (id in names) continue;
    const next = (counts.get(id) ?? 0) + 1;
    counts.set(id, next);
    names[id] = String(next);
  }
  return names;
}

const made = new Set(Object.keys(first.held.names));
async function act(): Promise<void> {
  const names = nextNames(below(8) === 0 ? 20 : 1);
  const edits = Object.entries(names).map(([id, name]) => {
    if (made.has(id)) return { entity: 'crm/deal', id, fields: { name } };
    made.add(id);
    return {
      entity: 'crm/deal',
      id,
      create: { fields: { name, stage: 'prospecting', about: values.marker.repeat(1 + below(400)) } },
    };
  });
  const done = await tenant.acts.perform({ label: `Worked ${values.marker}`, shape: 'together', edits });
  if (!done.ok) throw new Error(`${done.code}: ${done.message}`);
  say({ act: done.value.act, names });
}

async function work(): Promise<never> {
  for (;;) {
    const choice = below(20);
    if (choice === 0) tenant.device.database.file.checkpoint();
    else if (choice === 1)
      await tenant.questions.list({
        entity: 'crm/deal',
        life: 'alive',
        sort: [{ field: 'name', direction: 'asc' }],
        limit: 50,
      });
    else if (choice === 2) {
      state.drafts += 1;
      const draft = state.drafts;
      await tenant.device.database.setLocal('screen/draft', draft);
      say({ draft });
    } else await act();
  }
}

await Promise.all(Array.from({ length: writers }, work));
