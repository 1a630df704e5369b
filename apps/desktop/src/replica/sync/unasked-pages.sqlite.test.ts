import { streamHeader } from '@outpost/domain/sync/news-page';
import type { Head, Page } from '@outpost/domain/sync/protocol';
import { describe, expect, it } from 'vitest';
import type { EventListener, Transport } from '../device/ports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { until } from '../testing/until.ts';
import { settleTurns } from '../testing/virtual-time.ts';
import { givenDeal, hashAt, type ScriptedPage, ScriptedServer } from '../testing/scripted-server.ts';

const deal = '0190b1f2-7c00-7000-8000-000000000d01';

/** Makes a replica that is up to date at 1, with its stream open, and the stream's name in each of its requests. */
async function givenUpToDate() {
  const server = new ScriptedServer();
  const streams: { readonly name: string | undefined; readonly listener: EventListener }[] = [];
  const named: (string | undefined)[] = [];
  const transport: Transport = {
    request: (request, signal) => {
      if (request.path === '/sync/pull') named.push(request.headers[streamHeader]);
      return server.transport.request(request, signal);
    },
    openEvents: (_path, headers, listener) => {
      streams.push({ name: headers[streamHeader], listener });
      listener.opened();
      return () => undefined;
    },
  };
  const device = await tenantForTest({ transport, byItself: true });
  server.page({ rows: [{ record: givenDeal(deal, 1) }], head: 1 });
  const { engine } = device.tenant;
  engine.start();
  await until(() => engine.status().state === 'up-to-date' && streams.length === 1);
  /** Returns the server's next page, removed from the script. */
  const pageOf = async (script: ScriptedPage): Promise<Page> => {
    server.page(script);
    const answer = server.answers.pop();
    if (typeof answer !== 'function') throw new Error('The script has no page');
    const { at } = device.tenant.device.memory.state;
    return (await answer({ at, heads: [], limit: 1, schemas: {} })) as Page; // the script's own page
  };
  const renamed = (n: number, name: string): Promise<Page> =>
    pageOf({ rows: [{ record: givenDeal(deal, n, { name }) }], head: n });
  const say = (seen: Head, page: Page, from = seen[0]): void =>
    streams.at(-1)?.listener.event(JSON.stringify({ from, seen, page }));
  const upTo = (): number | null => device.tenant.device.memory.state.upTo;
  const nameNow = async (): Promise<unknown> => {
    const answer = await device.tenant.questions.get({ id: deal });
    return answer.ok ? answer.value.record.fields['name'] : answer;
  };
  const rename = (name: string) =>
    device.tenant.acts.perform({
      label: `Renamed to ${name}`,
      shape: 'together',
      edits: [{ entity: 'crm/deal', id: deal, fields: { name } }],
    });
  return { device, engine, server, streams, named, pageOf, renamed, say, upTo, nameNow, rename };
}
const at = (n: number): Head => [n, hashAt(n)];

describe('[S-3] unrequested pages', () => {
  it("are applied one after the other where each begins at the device's position, and nothing is pulled", async () => {
    const given = await givenUpToDate();
    given.say(at(1), await given.renamed(2, 'Two'));
    given.say(at(2), await given.renamed(3, 'Three'));
    await until(() => given.upTo() === 3 && given.engine.status().state === 'up-to-date');
    expect(await given.nameNow()).toBe('Three');
    expect(given.server.pulls.length).toBe(1);
  });

  it('are requested by a name of the stream, which pulls contain while it is open', async () => {
    const given = await givenUpToDate();
    expect(given.named).toEqual([undefined]);
    given.server.page({ head: 2 });
    given.streams[0]?.listener.event('{"n":2}');
    await until(() => given.upTo() === 2);
    expect(given.named[1]).toBe(given.streams[0]?.name);
    expect(given.named[1]).toMatch(/^[0-9a-f-]{36}$/);
    given.server.page({ head: 2 });
    given.streams[0]?.listener.ended('The server closed its stream.');
    await given.device.time.pass(5_000);
    await until(() => given.streams.length === 2);
    expect(given.named[2]).toBeUndefined();
    expect(given.streams[1]?.name).not.toBe(given.streams[0]?.name);
  });

  it('that begin elsewhere count as a poke: the device pulls their news, unless it has them', async () => {
    const given = await givenUpToDate();
    given.server.page({ rows: [{ record: givenDeal(deal, 3, { name: 'Pulled' }) }], head: 3 });
    given.say(at(2), await given.renamed(3, 'Not this'));
    await until(() => given.upTo() === 3);
    expect(await given.nameNow()).toBe('Pulled');
    given.say(at(2), await given.renamed(3, 'Not this'));
    given.say(at(3), await given.renamed(4, 'Four'));
    await until(() => given.upTo() === 4);
    expect(await given.nameNow()).toBe('Four');
    expect(given.server.pulls.length).toBe(2);
  });

  it('[A-2] with other tokens than the device holds are not applied', async () => {
    const given = await givenUpToDate();
    const page = await given.pageOf({ rows: [], head: 2, tokens: [] });
    given.server.page({ head: 2, tokens: [] });
    given.say(at(1), page);
    await until(() => given.upTo() === 2);
    expect(given.server.pulls.length).toBe(2);
  });

  it('wait for a pull under way, and are applied where they continue its page', async () => {
    const given = await givenUpToDate();
    const [older, newer] = [await given.renamed(2, 'Two'), await given.renamed(3, 'Three')];
    const pulled = await given.renamed(2, 'Two');
    given.server.answers.push(() => {
      given.say(at(1), older); // from the device's present position: the page on its way will have moved it on
      given.say(at(2), newer);
      return Promise.resolve(pulled);
    });
    given.streams[0]?.listener.event('{"n":2}');
    await until(() => given.upTo() === 3);
    expect(await given.nameNow()).toBe('Three');
    expect(given.server.pulls.length).toBe(2);
  });

  it('[S-1b] are not applied after an act was decided, until a pull has sent the head to the server', async () => {
    const given = await givenUpToDate();
    const page = await given.renamed(2, 'Theirs');
    given.server.push((request) => {
      given.say(at(1), page); // read before the act was decided
      return {
        kind: 'decided',
        stopped: null,
        answers: request.acts.map(({ id }) => ({
          act: id,
          status: 'accepted',
          refused: {},
          superseded: {},
          versions: { [deal]: 3 },
          n: 3,
          head: at(3),
        })),
      };
    });
    given.server.page({ rows: [{ record: givenDeal(deal, 3, { name: 'Mine' }) }], head: 3 });
    expect((await given.rename('Mine')).ok).toBe(true);
    await until(() => given.upTo() === 3 && given.engine.status().state === 'up-to-date');
    expect(given.server.pulls.length).toBe(2);
    expect(given.server.pulls[1]?.heads.at(-1)).toEqual(at(3));
    expect(await given.nameNow()).toBe('Mine');
    given.say(at(3), await given.renamed(4, 'Four'));
    await until(() => given.upTo() === 4);
    expect(given.server.pulls.length).toBe(2);
  });

  it('[S-2] bring the result of an act where the last news arrived so, and nothing is pulled for it', async () => {
    const given = await givenUpToDate();
    given.say(at(1), await given.renamed(2, 'Two'));
    await until(() => given.upTo() === 2);
    given.server.accept({ [deal]: 3 }, 3);
    expect((await given.rename('Mine')).ok).toBe(true);
    await until(() => given.engine.status().state === 'up-to-date');
    given.say(at(3), await given.renamed(4, 'Theirs, later'), 2);
    await until(() => given.upTo() === 4);
    expect(await given.nameNow()).toBe('Theirs, later');
    await given.device.time.pass(5_000);
    await settleTurns();
    expect(given.server.pulls.length).toBe(1);
    expect(given.device.tenant.device.memory.acts.size).toBe(0); // its news have arrived
  });

  it('[S-2] without the result of an act within two seconds are replaced by a pull', async () => {
    const given = await givenUpToDate();
    given.say(at(1), await given.renamed(2, 'Two'));
    await until(() => given.upTo() === 2);
    given.server.accept({ [deal]: 3 }, 3);
    given.server.page({ rows: [{ record: givenDeal(deal, 3, { name: 'Mine' }) }], head: 3 });
    expect((await given.rename('Mine')).ok).toBe(true);
    await until(() => given.engine.status().state === 'up-to-date');
    expect(given.server.pulls.length).toBe(1);
    await given.device.time.pass(2_000);
    await until(() => given.upTo() === 3);
    expect(given.server.pulls.length).toBe(2);
  });

  it('[S-1b] of another journal than the device has seen are not applied, and its pull reports the fork', async () => {
    const given = await givenUpToDate();
    const page = await given.pageOf({ head: 2, hash: 'another' });
    given.server.answers.push(() => Promise.resolve({ kind: 'fork', common: 0 }));
    given.server.page({ rows: [{ record: givenDeal(deal, 2, { name: 'Restored' }) }], head: 2, hash: 'another' });
    given.say([1, 'another-1'], page);
    await until(() => given.upTo() === 2);
    expect(given.server.pulls.map((pull) => pull.at === null)).toEqual([true, false, true]);
    expect(await given.nameNow()).toBe('Restored');
  });

  it('[P-5] with an unsigned head are not applied', async () => {
    const given = await givenUpToDate();
    const page = await given.renamed(2, 'Forged');
    const signature = await given.server.sign(2, hashAt(3));
    given.say(at(1), { ...page, head: { ...page.head, signature } });
    await until(() => given.engine.status().problem !== null);
    expect(given.upTo()).toBe(1);
    expect(await given.nameNow()).not.toBe('Forged');
    given.server.page({ rows: [{ record: givenDeal(deal, 2, { name: 'Two' }) }], head: 2 });
    await given.device.time.pass(5_000);
    await until(() => given.upTo() === 2);
    expect(await given.nameNow()).toBe('Two');
  });

  it('[E-2] that this build cannot read are pulled', async () => {
    const given = await givenUpToDate();
    given.server.page({ rows: [{ record: givenDeal(deal, 2, { name: 'Two' }) }], head: 2 });
    given.streams[0]?.listener.event(JSON.stringify({ from: 1, seen: at(1), page: { kind: 'page', rows: 'none' } }));
    await until(() => given.upTo() === 2);
    given.streams[0]?.listener.event('{"hello":1}');
    given.streams[0]?.listener.event('no JSON');
    given.say(at(2), await given.renamed(3, 'Three'));
    await until(() => given.upTo() === 3);
    expect(given.server.pulls.length).toBe(2);
  });

  it('[E-3] that arrive faster than they are written are replaced by one pull beyond a few', async () => {
    const given = await givenUpToDate();
    const pages = await Promise.all(Array.from({ length: 20 }, (_, place) => given.renamed(place + 2, `${place + 2}`)));
    given.server.page({ rows: [{ record: givenDeal(deal, 21, { name: '21' }) }], head: 21 });
    for (const [place, page] of pages.entries()) given.say(at(place + 1), page);
    await until(() => given.upTo() === 21);
    expect(await given.nameNow()).toBe('21');
    expect(given.server.pulls.length).toBe(2);
  });
});
