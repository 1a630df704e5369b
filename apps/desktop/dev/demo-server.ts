import { demoKeys } from './demo-keys.ts';
import { demoSsoAnswer } from './demo-sso.ts';
import { demoApp, demoCodes, demoFactors, halfwayBy } from './demo-factors.ts';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { groupsOf } from '@outpost/domain/sync/token-groups';
import type { Act } from '@outpost/domain/kernel/acts/act';
import { deriveRecord } from '@outpost/domain/engine/merge/derive';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { HistoryRow, PullRequest, PushRequest } from '@outpost/domain/sync/protocol';
import { builtInRoles } from '@outpost/domain/packs/platform/built-in-roles';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import type { Transport } from '../src/replica/device/ports.ts';
import { demoAudit, demoDocuments } from './demo-audit.ts';
import { demoOrganisationId, demoTimeZone } from './demo-records.ts';

/**
 * A server for looking at the screens: signs every person in, sends the given records, accepts or refuses acts as requested.
 * Not the product's server.
 */
export type DemoServer = { readonly transport: Transport; isReachable: boolean; refusesNext: boolean };

const demoPlan = {
  plan: 'team',
  quotas: [
    { key: 'records', label: 'records', unit: 'records', limit: 100_000, used: 41_322 },
    { key: 'storage', label: 'bytes of files', unit: 'bytes', limit: 10_737_418_240, used: 3_221_225_472 },
    { key: 'messages', label: 'messages in November 2026', unit: 'month', limit: null, used: 312 },
    { key: 'api-calls', label: 'API calls in November 2026', unit: 'month', limit: 50_000, used: 18_240 },
    { key: 'people', label: 'people', unit: 'records', limit: 30, used: 28 },
  ],
};
const organisation = {
  id: demoOrganisationId,
  name: 'Fenwright Systems',
  currency: 'USD',
  timeZone: demoTimeZone,
};
/** The demo's person sees all records of each kind (T-28). */
const tokens = groupsOf([...installedCatalogue.entities.keys()].map((name) => `${name}@org`));
const tokensDigest = 'all';

/** Makes the server. `role` is the person's role. */
export async function demoServer(given: {
  readonly records: readonly StoredRecord[];
  readonly history: readonly HistoryRow[];
  readonly me: { readonly id: string; readonly name: string; readonly email: string };
  readonly role: string;
  readonly pageRows: number;
}): Promise<DemoServer> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'EdDSA', use: 'sig' };
  const hashAt = (n: number) => (n === 0 ? 'genesis' : `hash-${n}`);
  const sign = async (n: number) =>
    new CompactSign(
      new TextEncoder().encode(
        JSON.stringify({ org: organisation.id, n, hash: hashAt(n), at: new Date().toISOString() }),
      ),
    )
      .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
      .sign(privateKey);
  const role = builtInRoles.find(({ key }) => key === given.role);
  const memberships = [{ role: given.role, teamId: null, grants: [...(role?.grants ?? [])], portal: false }];
  const reply = (body: unknown, status = 200) => ({
    status,
    contentType: status === 200 ? 'application/json' : 'application/problem+json',
    body: JSON.stringify(body),
  });
  const signedIn = () => ({
    accessToken: 'a',
    expiresAt: new Date(Date.now() + 900_000).toISOString(),
    refreshToken: 'r',
    person: given.me,
    organisation,
  });
  const world = { n: given.records.length };
  /** In order of their versions: a changed record moves to the end. */
  const records = [...given.records];
  const take = (act: Act) => {
    for (const edit of act.edits) {
      const at = records.findIndex((record) => record.id === edit.id);
      const before = records[at] ?? null;
      const next = deriveRecord(installedCatalogue, before, [{ act, by: given.me.id, state: 'waiting', covered: [] }], {
        id: edit.id,
        find: (_entity, id) => records.find((record) => record.id === id),
      });
      if (at >= 0) records.splice(at, 1);
      if (next) records.push({ ...next, version: world.n });
    }
  };

  const pull = async (request: PullRequest) => {
    const from = request.at === null ? 0 : request.at.n;
    const slice = records.filter((record) => record.version > from).slice(0, given.pageRows);
    const n = slice.at(-1)?.version ?? Math.max(from, world.n);
    const done = n >= world.n;
    if (slice.length === given.pageRows)
      await new Promise((resolve) => {
        setTimeout(resolve, 60);
      }); // so that the first sync can be seen
    const rows = slice.map((record) => ({
      id: record.id,
      n: record.version,
      record,
      through: [0],
    }));
    return {
      kind: 'page',
      rows,
      history: done && from < given.records.length ? given.history : [],
      ...(request.at?.tokens === tokensDigest ? {} : { tokens }),
      next: { n, id: '~', tokens: tokensDigest, gain: null, history: n },
      done,
      head: { head: [n, hashAt(n)], signature: await sign(n) },
      durable: n,
      remaining: Math.max(0, world.n - n),
    };
  };
  const push = (request: PushRequest) => ({
    kind: 'decided',
    stopped: null,
    answers: request.acts.map((act) => {
      world.n += 1;
      const refusing = server.refusesNext;
      server.refusesNext = false;
      if (!refusing) take(act);
      const refused = refusing
        ? Object.fromEntries(
            act.edits.map((edit) => [
              edit.id,
              {
                code: 'access/denied',
                message: 'Values above $50,000 need a manager. Dana Rehmark or Marlo Oyeva can approve it.',
                details: { action: 'update' },
              },
            ]),
          )
        : {};
      return {
        act: act.id,
        status: refusing ? 'refused' : 'accepted',
        refused,
        superseded: {},
        versions: refusing ? {} : Object.fromEntries(act.edits.map((edit) => [edit.id, world.n])),
        n: world.n,
        head: [world.n, hashAt(world.n)],
      };
    }),
  });
  /** The last contact of the people: some now, some long ago, and some never. */
  const contacts = () =>
    records
      .filter(({ entity }) => entity === 'platform/person')
      .map(({ id, fields }, index) => ({
        id,
        lastContactAt:
          fields['status'] === 'not-invited' || index === 5
            ? null
            : new Date(Date.now() - index * index * 7_000_000).toISOString(),
        devices: index === 5 || fields['status'] === 'not-invited' ? 0 : 1 + (index % 3),
      }));
  /** A directory with a token and three groups. */
  const directoryToken = '0190b1f2-7c00-7000-8000-00000000d001';
  const directory = () => ({
    address: 'https://crm.fenwright.example/scim/v2',
    invites: true,
    people: 24,
    tokens: [
      {
        id: directoryToken,
        prefix: 'op1.AZCx8nwAcACAAAAAAADQAQ.AZCx8nwAcACAAAAAAADQBg',
        name: 'Entra ID',
        madeBy: contacts()[0]?.id ?? directoryToken,
        madeAt: new Date(Date.now() - 30 * 86_400_000).toISOString(),
        expiresAt: new Date(Date.now() + 335 * 86_400_000).toISOString(),
        lastContactAt: new Date(Date.now() - 240_000).toISOString(),
        revokedAt: null,
      },
    ],
    groups: [
      {
        id: '0190b1f2-7c00-7000-8000-00000000d002',
        name: 'Field engineers',
        members: 14,
        roles: [{ role: 'member', teamId: null }],
      },
      { id: '0190b1f2-7c00-7000-8000-00000000d003', name: 'Interns', members: 3, roles: [] },
      {
        id: '0190b1f2-7c00-7000-8000-00000000d004',
        name: 'Sales leads',
        members: 4,
        roles: [{ role: 'manager', teamId: null }],
      },
    ],
  });

  /** The devices of the people: computers and browsers, one of them signed out by an administrator. */
  const sessions = () =>
    records
      .filter(({ entity }) => entity === 'platform/person')
      .map(({ id, fields }, index) => {
        const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
        const hasEnded = index === 6;
        return {
          id: `0190b1f2-7c00-7000-8000-${String(index + 1).padStart(12, '0')}`,
          personId: id,
          deviceId: id,
          name: `${(typeof fields['name'] === 'string' ? fields['name'] : 'A').split(' ')[0]?.toUpperCase() ?? 'A'}-T${14 + index}${index % 3 === 1 ? ' (browser)' : ''}`,
          kind: index % 3 === 1 ? 'browser' : 'computer',
          address: `203.0.113.${40 + index}`,
          signedInFrom: `203.0.113.${40 + index}`,
          signedInAt: ago((index + 3) * 86_400_000),
          lastUsedAt: ago(index * index * 7_000_000),
          endsAt: ago(-7 * 86_400_000 + index * index * 7_000_000),
          endedAt: hasEnded ? ago(86_400_000) : null,
          endedWhy: hasEnded ? 'ended-by-administrator' : null,
          endedBy: null,
          unsent: index === 2 ? 3 : index === 4 ? 7 : index === 5 ? null : 0,
          isHere: index === 0,
          wipe: index === 4 || index === 6 ? wipeOf(id, index === 6) : null,
        };
      });
  /** Returns the wipe of a device: only ordered, or done, with the changes that the device handed over. */
  const wipeOf = (id: string, isWiped: boolean) => {
    const [ordered, then] = [3, 2].map((days) => new Date(Date.now() - days * 86_400_000).toISOString());
    const at = isWiped ? then : null;
    return { id, why: 'ordered', orderedAt: ordered, contactedAt: at, handedOverAt: at, wipedAt: at, acts: isWiped ? 4 : 0, applied: 0 }; // prettier-ignore
  };
  const server: DemoServer = {
    isReachable: true,
    refusesNext: false,
    transport: {
      request: async ({ path, body }) => {
        if (!server.isReachable) throw new Error('No network.');
        const parsed: unknown = JSON.parse(body ?? '{}');
        if (path === '/.well-known/jwks.json') return reply({ keys: [jwk] });
        if (path === '/auth/sign-in') {
          const { password } = parsed as { password: string };
          const halfway = halfwayBy(password);
          if (halfway) return reply(halfway, 403);
          const isRight = password === 'demo';
          return isRight
            ? reply(signedIn())
            : reply(
                {
                  type: 'about:blank',
                  title: 'Bad credentials',
                  status: 401,
                  code: 'access/bad-credentials',
                  detail: 'The e-mail or the password is not right.',
                  details: { triesLeft: 4 },
                  retry: 'after-edit',
                  instance: '/x',
                },
                401,
              );
        }
        if (path === '/auth/challenge') return reply(signedIn());
        if (path === '/auth/factors') return reply({ factors: demoFactors, offered: ['totp', 'email', 'sms'] });
        if (path === '/auth/factors/totp' || path === '/auth/challenge/set-up') return reply(demoApp);
        if (path.startsWith('/auth/factors/')) return reply({ codes: demoCodes });
        if (path === '/auth/refresh') return reply(signedIn());
        if (path === '/admin/plan') return reply(demoPlan);
        if (path === '/organisation/ending') return reply({ ending: null });
        if (path === '/me') return reply({ person: given.me, organisation, memberships });
        if (path.startsWith('/api/v1/audit/logs')) return reply({ entries: demoAudit(given.history), next: null });
        if (path === '/api/v1/audit/reports') return reply({ reports: demoDocuments(given.me.id) });
        if (path === '/me/sessions')
          return reply({
            sessions: sessions()
              .slice(0, 3)
              .map((one) => ({ ...one, personId: given.me.id })),
          });
        if (path === '/admin/sessions') return reply({ sessions: sessions() });
        if (path === '/me/sessions/end') return reply({ ended: 2 });
        if (path.includes('/sessions/')) return reply({ done: true });
        if (path === '/admin/members') return reply({ members: contacts() });
        const ofSso = demoSsoAnswer(path);
        if (ofSso) return reply(ofSso);
        if (path === '/admin/directory') return reply(directory());
        if (path.startsWith('/admin/directory/'))
          return reply({ id: directoryToken, prefix: 'op1.a.b', token: 'op1.not-a-real-token' });
        if (path === '/auth/step-up') return reply({ done: true });
        if (path === '/me/erasure') return reply({ erasure: null });
        if (path === '/auth/recovery') return reply({ recovery: null });
        if (path === '/admin/recoveries') return reply({ recoveries: [] });
        if (path === '/api/v1/keys') return reply({ keys: demoKeys });
        if (path === '/admin/invites') return reply({ invites: [] });
        if (path.startsWith('/admin/members/') && path.endsWith('/erasure'))
          return reply({ name: given.me.name, isMember: true, owned: 12, own: 3, namesakes: 0, sessions: 2 });
        if (path.startsWith('/admin/members/') && path.endsWith('/invite'))
          return reply({ expiresAt: new Date(Date.now() + 7 * 86_400_000).toISOString(), done: true });
        if (path === '/auth/ask-to-register') return reply({ ticket: 'ticket', minutes: 30 });
        if (path === '/auth/invite')
          return reply({ organisation: { id: organisation.id, name: organisation.name }, email: given.me.email, name: '', hasAccount: false }); // prettier-ignore
        if (path.startsWith('/admin/members/')) return reply({ done: true });
        if (path === '/sync/pull') return reply(await pull(parsed as PullRequest));
        if (path === '/sync/push') return reply(push(parsed as PushRequest));
        if (path === '/sync/history') return reply({ rows: [], more: false });
        return reply({}, 404);
      },
      openEvents: (_path, _headers, listener) => {
        listener.ended('No events here.');
        return () => undefined;
      },
    },
  };
  return server;
}
