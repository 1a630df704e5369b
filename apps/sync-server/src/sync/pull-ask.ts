import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { isId } from '@outpost/domain/kernel/ids';
import type { Clock } from '@outpost/domain/kernel/ports';
import { accept, type Refusal, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { endOfNumber, type Head, type Page } from '@outpost/domain/sync/protocol';
import type { Database } from '../db/database.ts';
import type { TenantClock } from '../journal/heads.ts';
import type { HistoryText } from './history/history-rows.ts';
import type { PageRow } from './pages/page-row.ts';
import { type SchemaNumbers, schemasNamed } from './naming/build-digest.ts';
import { type AnyCheckpoint, holdsAllRecords, type PageTokens, type PullAsk } from './naming/standing.ts';
import type { PullLimits } from './pages/pull-limits.ts';

export type PullPorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly installed: Catalogue;
  /** P-5: signs a head for devices. */
  readonly signHead: (orgId: string, head: Head) => Promise<string>;
  /** The definition of durable: every commit, or the contents of a backup (S-1c). */
  readonly durability: 'commit' | 'backup';
  /** Left out: the usual ones. */
  readonly pullLimits?: PullLimits;
};

/**
 * The person whose device asks. `sessionId`: the session that must still be valid when data is read; null where nobody is signed
 * in (tests, the model).
 */
export type DeviceAsker = { readonly orgId: string; readonly userId: string; readonly sessionId: string | null };

/** A pull of a device that holds all records up to a number. */
export type UpToDateRequest = PullAsk & { readonly at: AnyCheckpoint };
export type DevicePull = { readonly asker: DeviceAsker; readonly request: UpToDateRequest };

/** Returns whether a device holds all records up to a number, so that a page brings only the news since then. */
export const isUpToDate = (request: PullAsk): request is UpToDateRequest =>
  request.at !== null && holdsAllRecords(request.at);

type Unsigned<T> = T extends { readonly head: unknown } ? Omit<T, 'head'> & { readonly head: Head } : T;
/** A page as it is read, before its head is signed: its rows are JSON already. */
export type ReadPage = Omit<Unsigned<Page>, 'rows' | 'history' | 'tokens' | 'next'> &
  PageTokens & {
    readonly rows: readonly PageRow[];
    readonly history: readonly HistoryText[];
    readonly next: AnyCheckpoint;
  };
export type PullRead =
  | { readonly kind: 'fork'; readonly common: number }
  | ReadPage
  | { readonly kind: 'reset'; readonly head: Head }
  /** T-28: the request names a set by a digest that this server does not know. */
  | { readonly kind: 'unknown' };

/** K-5: refuses schema numbers other than this server's own and the numbers before them. */
export function judgeSchemas(installed: Catalogue, schemas: SchemaNumbers): Refusal | undefined {
  for (const { name, schema, label } of installed.entities.values()) {
    const yours = schemas[name];
    if (yours === undefined) continue; // the device does not know this kind yet: it keeps the rows for its next version
    if (yours < schema - 1)
      return refuse(
        'sync/client-too-old',
        `This version is too old for the server (${label.many.toLowerCase()}). Update it; your unsent changes are kept.`,
        { least: schema - 1, yours },
      );
    if (yours > schema)
      return refuse(
        'sync/client-too-new',
        `This version is newer than the server (${label.many.toLowerCase()}). Your unsent changes wait until the server is updated.`,
        { most: schema, yours },
      );
  }
  return undefined;
}

/** E-2: checks the ids of a checkpoint, or the places before and after all ids. The wire's schema admits more there. */
export function judgeCheckpoint(at: AnyCheckpoint | null): Refusal | undefined {
  if (!at) return undefined;
  const wrong = (path: string): Refusal =>
    refuse('request/invalid', `body.${path}: is not a place in a journal; send the checkpoint unchanged`, {
      path: `body.${path}`,
    });
  if (at.id !== endOfNumber && !isId(at.id)) return wrong('at.id');
  const [path, whole] = 'gain' in at ? ['at.gain.whole', at.gain?.whole ?? {}] : ['at.whole', at.whole];
  return Object.values(whole).every((id) => id === '' || isId(id)) ? undefined : wrong(path);
}

/**
 * Returns the answer to a request that this server cannot read: its build is not known by its digest (T-28), is too old or too
 * new (K-5), or its checkpoint is invalid (E-2).
 */
export function judgePull(installed: Catalogue, { schemas, at }: PullAsk): Result<PullRead> | undefined {
  const named = schemasNamed(installed, schemas);
  if (!named) return accept({ kind: 'unknown' });
  return judgeSchemas(installed, named) ?? judgeCheckpoint(at);
}

type Judged = { readonly at: AnyCheckpoint | null; readonly common: number | undefined; readonly clock: TenantClock };

/**
 * S-1a, S-1b: returns the answer to a device that gets no page: the journal is another one, or the device's place is
 * from before the horizon.
 */
export function judgePlace({ at, common, clock }: Judged): Exclude<PullRead, ReadPage> | undefined {
  if (common !== undefined) return { kind: 'fork', common };
  if (isBehindFloor(at, clock.floor)) return { kind: 'reset', head: [clock.head, clock.hash] };
  return undefined;
}

/**
 * S-1a: returns whether a checkpoint is behind the floor. Compares the whole place: a page may have ended between two
 * rows of the floor's own number.
 */
const isBehindFloor = (at: AnyCheckpoint | null, floor: number): boolean =>
  at !== null && (at.n < floor || (at.n === floor && at.id !== endOfNumber));

/** S-1c: returns the number up to which every restore of the server would contain the journal. */
export const durableAt = (ports: Pick<PullPorts, 'durability'>, clock: TenantClock): number =>
  ports.durability === 'commit' ? clock.head : clock.durable;
