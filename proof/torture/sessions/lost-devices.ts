import type { HttpRequest } from '@outpost/desktop/replica/device/ports';
import { seededRandom } from '@outpost/domain/testing/seeded-random';
import type { ProofServer } from '../../stage/proof-server.ts';
import { Laptop, laptopIds } from './laptop.ts';

// D-5: people make records on laptops whose lines lose requests and answers and whose power fails, while an administrator has some of
// the laptops wiped. At the end each record that was made is on the server once: sent, or handed over and applied.

const steps = 40;

type Listed = { readonly id: string; readonly name: string; readonly wipe: { readonly id: string } | null };

/** Plays one history. Returns the fault at its end; undefined where there is none. */
export async function playLostDevices(server: ProofServer, seed: number): Promise<string | undefined> {
  const random = seededRandom(seed);
  const orgId = await server.addTenant('Lost');
  const admin = [{ role: 'admin', teamId: null }];
  const people = [await server.addPerson(orgId, 'mia', admin), await server.addPerson(orgId, 'moe', admin)] as const;
  const { accessToken } = await server.signIn(await server.addPerson(orgId, 'ann', admin));
  const { transport } = server.line();
  const ask = async (path: string, body?: object): Promise<Readonly<Record<string, unknown>>> => {
    const method: HttpRequest['method'] = body === undefined ? 'GET' : 'POST';
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
    const request = { method, path, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const reply = await transport.request(request, new AbortController().signal);
    if (reply.status !== 200) throw new Error(`${path}: ${reply.body}`);
    return JSON.parse(reply.body) as Readonly<Record<string, unknown>>; // of the server under test
  };
  const sessions = async () => (await ask('/admin/sessions'))['sessions'] as readonly Listed[]; // as its route says
  const laptops = [people[0], people[0], people[1]].map(
    (person, place) => new Laptop({ name: `L${place}`, person, random, ids: laptopIds(seed, place), server }),
  );
  const made: string[] = [];
  try {
    for (const laptop of laptops) {
      await laptop.start();
      laptop.isLossy = false;
      await laptop.signIn();
      laptop.isLossy = true;
    }
    for (let step = 0; step < steps; step += 1) {
      const laptop = random.pick(laptops);
      const drawn = random.below(20);
      if (drawn < 9) {
        const name = `Record ${seed}-${step}`;
        const edits = [{ entity: 'crm/account', create: { fields: { name } } }];
        if (await laptop.perform(`Added ${name}`, edits)) made.push(name);
      } else if (drawn < 15) await laptop.sync();
      else if (drawn < 18) await laptop.powerCut();
      else {
        const lost = (await sessions()).find(({ name, wipe }) => name === laptop.name && wipe === null);
        if (lost) await ask(`/admin/sessions/${lost.id}/wipe`, {});
      }
    }
    for (const laptop of laptops) laptop.isLossy = false;
    for (const laptop of laptops) for (let round = 0; round < 4; round += 1) await laptop.sync();
    for (const wipe of new Set((await sessions()).flatMap((one) => (one.wipe ? [one.wipe.id] : [])))) {
      const acts = (await ask(`/admin/wipes/${wipe}/acts`, {}))['acts'] as readonly { readonly id: string }[]; // as its route says
      await ask(`/admin/wipes/${wipe}/apply`, { acts: acts.map(({ id }) => id) });
    }
    const rows = await server.rows(
      orgId,
      `select fields ->> 'name' as name from store.crm_account where org_id = $1 and life = 'alive'`,
      [orgId],
    );
    const there = rows.map(({ name }) => String(name));
    const lost = made.filter((name) => !there.includes(name));
    const twice = there.filter((name, place) => there.indexOf(name) !== place);
    if (lost.length + twice.length === 0) return undefined;
    return `Lost: ${lost.join(', ') || 'none'}. Twice: ${twice.join(', ') || 'none'}. Of ${made.length} made.`;
  } finally {
    for (const laptop of laptops) await laptop.end();
  }
}
