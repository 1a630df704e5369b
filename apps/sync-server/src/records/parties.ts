import type { Unproved } from '@outpost/domain/kernel/access/dangerous-acts';
import { type Author, outcomeAuthor, serverAuthor } from '@outpost/domain/engine/act/author';
import { readAsker } from '../access/asker.ts';
import { personStatusOf } from '../access/principal.ts';
import { isService } from '../access/service-account.ts';
import type { Tenant } from '../catalogue/tenant.ts';
import type { Transaction } from '../db/database.ts';
import { endedAmong, type EndedWhy } from '../identity/sessions/sessions.ts';
import { findForks } from '../journal/heads.ts';
import type { ApplyInput } from './apply-input.ts';
import { firstNeeds } from './load/first-needs.ts';
import { type Loaded, type Needs, noNeeds } from './load/loaded.ts';
import { unprovedOf } from './unproved.ts';

/** One device's part of a turn. */
export type Party =
  | { readonly kind: 'fork'; readonly common: number }
  | { readonly kind: 'ended'; readonly why: EndedWhy }
  | {
      readonly kind: 'asks';
      readonly input: ApplyInput;
      readonly author: Author;
      readonly device: DeviceState;
      readonly unproved?: Unproved | undefined;
    };

const sessionOf = ({ author }: ApplyInput): string | null => (author === 'server' ? null : (author.sessionId ?? null));

/** The database's rows about the asking devices, also where a device belongs to another person. */
type Grounds = {
  readonly forks: readonly (number | undefined)[];
  readonly devices: ReadonlyMap<string, DeviceState>;
  readonly ended: ReadonlyMap<string | null, EndedWhy>;
};

export async function readGrounds(tx: Transaction, orgId: string, inputs: readonly ApplyInput[]): Promise<Grounds> {
  const [forks, devices, ended] = await Promise.all([
    findForks(tx, orgId, inputs.map(({ heads }) => heads)),
    readDevices(tx, orgId, inputs.map(({ device }) => device)),
    endedAmong(tx, orgId, inputs.map(sessionOf)),
  ]); // prettier-ignore
  return { forks, devices, ended };
}

type PartiesAsk = {
  readonly inputs: readonly ApplyInput[];
  readonly mark: string;
  readonly grounds: Grounds;
  readonly nowMs: number;
};
/**
 * Returns the parties of this turn. Checks that each session is valid and that the device's journal is this one, and
 * reads each author's rights.
 */
export async function readParties(
  tx: Transaction,
  { orgId, installed }: Tenant,
  { inputs, mark, grounds: { forks, devices, ended }, nowMs }: PartiesAsk,
): Promise<readonly Party[]> {
  const parties: Party[] = [];
  for (const [place, input] of inputs.entries()) {
    const common = forks[place];
    const why = ended.get(sessionOf(input));
    if (why !== undefined) {
      parties.push({ kind: 'ended', why });
      continue;
    }
    const pack = input.author === 'server' ? undefined : input.author.outcomesOf;
    const asker =
      input.author === 'server' || pack !== undefined
        ? undefined
        : await readAsker(tx, { orgId, installed, userId: input.author.userId, service: input.author.service }, mark);
    const standing = asker && !isService(input.author) ? personStatusOf(asker.person) : 'active';
    if (standing !== 'active') {
      parties.push({ kind: 'ended', why: standing });
      continue;
    }
    const fills = input.author === 'server' ? undefined : input.author.fills;
    const own = asker && fills !== undefined ? { ...asker.author, fills } : asker?.author;
    const author = own ?? (pack === undefined ? serverAuthor : outcomeAuthor(pack));
    const device = devices.get(input.device) ?? { userId: null, last: 0 };
    const unproved =
      asker && common === undefined ? await unprovedOf(tx, { orgId }, { input, asker, nowMs }) : undefined;
    parties.push(common === undefined ? { kind: 'asks', input, author, device, unproved } : { kind: 'fork', common });
  }
  return parties;
}

/** Returns the data that the acts will certainly need and that has not been read. */
export function unreadNeedsOf(tenant: Tenant, parties: readonly Party[], loaded: Loaded): Needs {
  const needs = noNeeds();
  const note = <K extends keyof Needs>(kind: K, of: Needs): void => {
    for (const key of of[kind]) if (!loaded[kind].has(key)) needs[kind].add(key);
  };
  for (const party of parties) {
    if (party.kind !== 'asks') continue;
    const own = firstNeeds(tenant, party.input.acts, party.author);
    for (const kind of Object.keys(own) as (keyof Needs)[]) note(kind, own); // the keys of the type: `noNeeds` makes exactly these
  }
  return needs;
}

export type DeviceState = { readonly userId: string | null; readonly last: number };
async function readDevices(
  tx: Transaction,
  orgId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, DeviceState>> {
  const rows = await tx.query<{ id: string; user_id: string; last: number }>(
    'select id, user_id, last from store.device where org_id = $1 and id = any($2::uuid[])',
    [orgId, ids],
  );
  return new Map(rows.map(({ id, user_id: userId, last }) => [id, { userId, last }]));
}
