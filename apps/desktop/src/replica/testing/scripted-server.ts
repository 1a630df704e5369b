import { createHash } from 'node:crypto';
import { headHeader } from '@outpost/domain/sync/head-header';
import type { Act } from '@outpost/domain/kernel/acts/act';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type {
  Decision,
  HistoryRow,
  PullAnswer,
  PullRequest,
  PushAnswer,
  PushRequest,
} from '@outpost/domain/sync/protocol';
import { audiencesByKind, groupsOf } from '@outpost/domain/sync/token-groups';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import type { HttpReply, Transport } from '../device/ports.ts';
import type { WrittenMembership } from '@outpost/domain/kernel/access/access';
import { givenMembership, givenOrganisation, givenPerson } from './given-tenant.ts';

export type ScriptedPage = {
  readonly rows?: readonly (
    | { readonly record: StoredRecord; readonly through?: readonly string[] }
    | { readonly gone: string; readonly n: number }
  )[];
  readonly history?: readonly HistoryRow[];
  readonly tokens?: readonly string[];
  readonly head: number;
  readonly done?: boolean;
  readonly durable?: number;
  readonly remaining?: number;
  readonly hash?: string;
};

export const hashAt = (n: number): string => (n === 0 ? 'genesis' : `hash-${n}`);

/** Returns tokens as the wire has them (T-28). */
export const writtenGroups = (tokens: readonly string[]): [string[], string[]][] =>
  groupsOf(tokens).map(([kinds, audiences]) => [[...kinds], [...audiences]]);

function placesOf(through: readonly string[], groups: readonly [string[], string[]][]): number[] {
  return through.map((token) => {
    const [kind = '', audience = ''] = token.split('@');
    return audiencesByKind(groups).get(kind)?.indexOf(audience) ?? -1;
  });
}

/**
 * The server's end of the wire, scripted by a test line by line: the effect of each answer on a device is tested without a
 * server.
 */
export class ScriptedServer {
  readonly pulls: PullRequest[] = [];
  readonly pushes: PushRequest[] = [];
  /** The tokens of pages without tokens of their own: those of all kinds so far. */
  readonly #given = new Set(['crm/deal@org']);
  readonly #keys = generateKeyPair('EdDSA', { extractable: true });
  /** The next answers, each used once. An error breaks the connection. */
  readonly answers: (((request: PullRequest | PushRequest) => Promise<unknown>) | Error | HttpReply)[] = [];

  memberships: readonly WrittenMembership[] = [givenMembership('admin')];
  /** The person who asks for their rights, with their organisation. */
  me = { person: givenPerson, organisation: givenOrganisation };
  /** The next answers to refreshes, each used once. After them, each refresh gets a new token. */
  readonly refreshes: HttpReply[] = [];
  /** The next answers to sign-ins, each used once. */
  readonly signIns: HttpReply[] = [];
  /** The signed heads that the device sent with its pulls and pushes. */
  readonly shownHeads: (string | undefined)[] = [];
  /** The bodies of the sign-ins. */
  readonly signInBodies: unknown[] = [];

  async sign(n: number, hash = hashAt(n), org = givenOrganisation.id): Promise<string> {
    const { privateKey } = await this.#keys;
    return new CompactSign(new TextEncoder().encode(JSON.stringify({ org, n, hash, at: '2026-11-20T08:00:00.000Z' })))
      .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
      .sign(privateKey);
  }

  /** Returns the number of the signed head in each pull and push; undefined where it had none. */
  headsShown(): readonly (number | undefined)[] {
    return this.shownHeads.map((word) => {
      const claims = Buffer.from(word?.split('.')[1] ?? '', 'base64url').toString();
      return claims === '' ? undefined : (JSON.parse(claims) as { n: number }).n; // as signed above
    });
  }

  page(script: ScriptedPage): void {
    for (const row of script.rows ?? [])
      if ('record' in row && !row.through) this.#given.add(`${row.record.entity}@org`);
    const given = [...this.#given];
    this.answers.push(async (request): Promise<PullAnswer> => {
      const {
        rows = [],
        history = [],
        tokens = given,
        head,
        done = true,
        durable = 0,
        remaining = 0,
        hash = hashAt(head),
      } = script;
      const groups = writtenGroups(tokens);
      const digest = createHash('sha256').update(JSON.stringify(groups)).digest('base64url');
      const isKnown = 'at' in request && request.at?.tokens === digest;
      return {
        kind: 'page',
        rows: rows.map((row) =>
          'gone' in row
            ? { id: row.gone, n: row.n, gone: true }
            : {
                id: row.record.id,
                n: row.record.version,
                record: wire(row.record),
                through: placesOf(row.through ?? [`${row.record.entity}@org`], groups),
              },
        ),
        history: [...history],
        ...(isKnown ? {} : { tokens: groups }),
        next: { n: head, id: '~', tokens: digest, gain: null, history: head },
        done,
        head: { head: [head, hash], signature: await this.sign(head, hash) },
        durable,
        remaining,
      };
    });
  }
  /** Accepts all acts of the next push, and gives their records these versions. */
  accept(versions: Readonly<Record<string, number>>, n: number): void {
    this.decide(n, ({ edits }) => ({
      status: 'accepted',
      versions: Object.fromEntries(
        edits.flatMap(({ id }) => (versions[id] === undefined ? [] : [[id, versions[id] ?? 0]])),
      ),
    }));
  }
  /** Refuses all acts of the next push, for these reasons by record. */
  refuse(refused: Decision['refused'], n: number): void {
    this.decide(n, () => ({ status: 'refused', refused }));
  }
  /** Decides each act of the next push with the result of `decided`. */
  decide(n: number, decided: (act: Act) => Pick<Decision, 'status'> & Partial<Decision>): void {
    this.answers.push(async (request) => ({
      kind: 'decided',
      stopped: null,
      head: { head: [n, hashAt(n)], signature: await this.sign(n) },
      answers: (request as PushRequest).acts.map((act) => ({
        act: act.id,
        refused: {},
        superseded: {},
        versions: {},
        n,
        head: [n, hashAt(n)],
        ...decided(act),
      })),
    }));
  }
  push(answer: (request: PushRequest) => PushAnswer): void {
    this.answers.push(async (request) => answer(request as PushRequest)); // the test adds this answer for a push
  }

  readonly transport: Transport = {
    request: async ({ path, body, headers }) => {
      if (path === '/.well-known/jwks.json') {
        const { publicKey } = await this.#keys;
        return jsonReply({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'EdDSA', use: 'sig' }] });
      }
      if (path === '/auth/sign-in') {
        this.signInBodies.push(JSON.parse(body ?? '{}'));
        return this.signIns.shift() ?? jsonReply(signedInReply('r'));
      }
      if (path === '/me') return jsonReply({ ...this.me, memberships: this.memberships });
      if (path === '/auth/refresh') return this.refreshes.shift() ?? jsonReply(signedInReply('r'));
      const request: unknown = JSON.parse(body ?? '{}');
      if (path.startsWith('/sync/')) this.shownHeads.push(headers[headHeader]);
      if (path === '/sync/pull') this.pulls.push(request as PullRequest); // the replica's own request, typed where it is made
      if (path === '/sync/push') this.pushes.push(request as PushRequest); // as above
      const next = this.answers.shift();
      if (next === undefined) throw new Error(`The script has no answer to ${path}`);
      if (next instanceof Error) throw next;
      if (typeof next !== 'function') return next;
      return jsonReply(await next(request as PullRequest | PushRequest)); // as above
    },
    openEvents: (_path, _headers, listener) => {
      listener.ended('No events in this script.');
      return () => undefined;
    },
  };
}

export const signedInReply = (refreshToken: string) => ({
  accessToken: 'a',
  expiresAt: '2026-11-20T08:15:00.000Z',
  refreshToken,
  person: givenPerson,
  organisation: givenOrganisation,
});
export const jsonReply = (body: unknown): HttpReply => ({
  status: 200,
  contentType: 'application/json',
  body: JSON.stringify(body),
});
const wire = (record: StoredRecord) => ({
  ...record,
  sharedWith: [...record.sharedWith],
  inherited: record.inherited ? { ...record.inherited, sharedWith: [...record.inherited.sharedWith] } : null,
  fields: { ...record.fields },
});

/** Returns a deal as a server would send it, with these fields. */
export function givenDeal(id: string, version: number, fields: StoredRecord['fields'] = {}): StoredRecord {
  const at = '2026-11-19T08:00:00.000Z';
  return {
    id,
    entity: 'crm/deal',
    schema: 1,
    version,
    life: 'alive',
    ownerId: givenPerson.id,
    teamId: null,
    sharedWith: [],
    inherited: null,
    fields: { name: 'Acme', stage: 'prospecting', ...fields },
    createdAt: at,
    createdBy: givenPerson.id,
    updatedAt: at,
    updatedBy: givenPerson.id,
  };
}

/** Returns the history row of a deal's creation, as a server would send it. `change` replaces parts of it. */
export const givenHistoryRow = (id: string, n: number, change: Partial<HistoryRow> = {}): HistoryRow => ({
  n,
  id,
  entity: 'crm/deal',
  act: null,
  group: null,
  undoes: null,
  label: 'Added',
  by: givenPerson.id,
  device: null,
  at: '2026-11-19T08:00:00.000Z',
  madeAt: null,
  kind: 'created',
  changed: {},
  superseded: {},
  ...change,
});
