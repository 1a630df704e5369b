import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { protocolHeader, protocolVersion } from '@outpost/domain/sync/protocol';
import type { Attack } from '../child/hostile-tasks.ts';
import { withOwner } from '@outpost/sync-server/db/owner-connection';
import { quantile } from '../results.ts';
import type { BenchServer, BenchTenant } from '../stage/bench-server.ts';
import { withChild } from '../stage/child.ts';
import type { BenchRow } from './bench-row.ts';

/**
 * Edits without and under an attack are measured in turns, because a machine's speed changes within minutes. The p99
 * of 400 edits without any attack moved between 8 and 13 ms. Over all turns, 16 of the 1,600 edits of each kind are
 * above their p99.
 */
const [turns, editsATurn] = [4, 400];
/** The pace of a busy office; a turn takes some ten seconds. */
const pauseMs = 20;
/** An attack begins this long before the measured edits, and lasts longer than they do. */
const [leadMs, attackMs] = [1_000, 20_000];
/** The limit: the ratio of a neighbour's p99 under attack to the same without. */
const goal = 1.5;

async function post(url: string, body: unknown, token?: string): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': '10.8.0.1',
      [protocolHeader]: `${protocolVersion}`,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
}

async function tokenOf({ url }: BenchServer, { people: [person] }: BenchTenant): Promise<string> {
  const device = { id: randomUUID(), name: 'bench' };
  const reply = await post(`${url}/auth/sign-in`, { email: person?.email, password: person?.password, device });
  if (!reply.ok) throw new Error(`Signing in: ${reply.status} ${await reply.text()}`);
  return ((await reply.json()) as { accessToken: string }).accessToken; // the measured server's own answer
}

/** Returns the times of a neighbour's edits, one after another, in ms: each from the request to the decision. */
async function timedEdits({ url }: BenchServer, token: string, deals: readonly string[]): Promise<readonly number[]> {
  const device = randomUUID();
  const times: number[] = [];
  for (let number = 1; number <= editsATurn; number += 1) {
    const edit = {
      id: deals[number % deals.length],
      entity: 'crm/deal',
      seen: 0,
      fields: { source: ['', `neighbour ${device} ${number}`] },
    };
    const act = {
      id: randomUUID().replace(/^(.{14})4/, '$17'),
      number,
      label: 'Changed a source',
      shape: 'together',
      madeAt: new Date().toISOString(),
      edits: [edit],
    };
    const began = performance.now();
    const reply = await post(`${url}/sync/push`, { device, heads: [], schemas: {}, acts: [act] }, token);
    const text = await reply.text();
    times.push(performance.now() - began);
    if (!reply.ok || !/"status":"(accepted|merged)"/.test(text))
      throw new Error(`A neighbour's edit: ${reply.status} ${text}`);
    await sleep(pauseMs);
  }
  return times;
}

/** This many files of Postgres' log are 1 GB, which Postgres keeps between two checkpoints (`max_wal_size`). */
const logFiles = 64;

/**
 * Creates the files of Postgres' log. A server that has worked for a day reuses existing ones. A new server creates each during
 * its work, and all commits wait for its 16 MB of zeros (measured: 60 to 110 ms), with an attack or without.
 */
const makeLogFiles = ({ ownerUrl }: BenchServer): Promise<void> =>
  withOwner(ownerUrl, async (owner) => {
    for (let file = 0; file < logFiles; file += 1)
      await owner.run(`select pg_logical_emit_message(false, 'bench', ''), pg_switch_wal()`);
    await owner.run('checkpoint');
  });

/** A neighbour's edits while a person of another tenant attacks the server, and without the attack. */
const hostile: BenchRow = {
  name: 'hostile',
  async run(stage) {
    const server = await stage.server();
    const [neighbour, attacker] = [await stage.smallTenant(), await stage.attackingTenant()];
    const deals = await stage.smallTenantDeals();
    const token = await tokenOf(server, neighbour);
    await makeLogFiles(server);
    await timedEdits(server, token, deals); // warm up: both sides run once before
    const rows = [];
    for (const kind of ['body', 'search', 'act', 'import'] as const) {
      const attack: Attack = {
        kind,
        url: server.url,
        token: await tokenOf(server, attacker),
        ownerId: attacker.people[0]?.id ?? '',
        people: attacker.people.map(({ id }) => id),
        forMs: attackMs,
      };
      const [without, under]: [number[], number[]] = [[], []];
      for (let turn = 0; turn < turns; turn += 1) {
        const idle = await timedEdits(server, token, deals);
        without.push(...idle);
        const [times, { answers, cores }] = await withChild(async (child) => {
          const attacking = child.ask('hostile.attack', attack);
          await sleep(leadMs);
          return [await timedEdits(server, token, deals), await attacking] as const;
        });
        under.push(...times);
        const told = Object.entries(answers).map(([status, count]) => `${count} × ${status}`).join(', '); // prettier-ignore
        const p99 = [quantile(idle, 0.99), quantile(times, 0.99)].map((ms) => ms.toFixed(1));
        stage.say(
          `hostile, ${kind}, turn ${turn + 1}: p99 without ${p99[0]} ms, under it ${p99[1]} ms; answered ${told}; the attacker took ${cores.toFixed(2)} cores`,
        );
      }
      const middle = [quantile(without, 0.5), quantile(under, 0.5)].map((ms) => ms.toFixed(1));
      stage.say(`hostile, ${kind}: median without ${middle[0]} ms, under it ${middle[1]} ms`);
      rows.push({
        name: `a neighbour's edit, p99, under an attack by ${names[kind]} (of the same without)`,
        ours: quantile(under, 0.99),
        raw: quantile(without, 0.99),
        unit: 'ms',
        better: 'lower' as const,
        goal,
      });
    }
    return rows;
  },
};

const names = { body: 'bodies', search: 'searches', act: 'acts', import: 'an import' } as const;

export const hostileRows: readonly BenchRow[] = [hostile];
