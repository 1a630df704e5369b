import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';
import { beforeEach, describe, expect, it } from 'vitest';
import { browser, givenVisits, site } from '../../../testing/messages/visits-world.ts';

const world = givenVisits();
const dayMs = 86_400_000;
const documentText = readFileSync(join(import.meta.dirname, '../../../../../../docs/visits.md'), 'utf8');
const script = /```js\n([\s\S]*?)```/.exec(documentText)?.[1] ?? '';

let lead: string;
beforeEach(async () => {
  await world.turnOn();
  await world.run();
  lead = await world.lead();
});

/** Opens an address of the website in a browser window with the lines of the document. Its requests go to the server. */
function openPage(address: string, title: string, kept = new Map<string, string>()) {
  const asked: { readonly url: string; readonly answer: Promise<Response> }[] = [];
  const shown = { href: address };
  const context = vm.createContext({
    URL,
    location: { get href() { return shown.href; }, get pathname() { return new URL(shown.href).pathname; } },
    document: { title },
    sessionStorage: { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => kept.set(name, value) },
    history: { state: null, replaceState: (_state: unknown, _title: string, to: URL) => (shown.href = to.href) },
    fetch: (url: string, { headers, body }: { headers: Readonly<Record<string, string>>; body: string }) => {
      const answer = world.post(body, { ...headers, origin: site, 'user-agent': browser });
      asked.push({ url, answer });
      return answer;
    },
  }); // prettier-ignore
  vm.runInContext(script, context);
  return { asked, shown, kept, call: () => vm.runInContext('outpostVisit()', context) as void };
}

async function visitBy(mail: { readonly link: string }, path?: string): Promise<void> {
  const { location } = await world.follow(mail.link);
  const page = openPage(location, 'Prices');
  page.call();
  await Promise.all(page.asked.map(({ answer }) => answer));
  if (path === undefined) return;
  const next = openPage(`${site}${path}`, 'More', page.kept);
  next.call();
  await Promise.all(next.asked.map(({ answer }) => answer));
}
const countOf = async () => {
  const fields = await world.given.w.tenant.fields('crm/lead', lead);
  return { score: fields?.['score'], engagement: fields?.['engagement'], by: fields?.['engagedBy'] };
};

describe('[MSG-82] the lines for a website', () => {
  it('send nothing until they are called, then the page, and take the token out of the address', async () => {
    await world.says(lead, 'given');
    const { location } = await world.follow((await world.sent(lead, `${site}/prices?x=1#top`)).link);
    const page = openPage(location, 'Prices');
    expect([page.asked, page.kept.size]).toEqual([[], 0]);
    page.call();
    const [asked] = page.asked;
    expect([asked?.url, (await asked?.answer)?.status, page.shown.href]).toEqual(['https://crm.example.com/visits', 204, `${site}/prices?x=1#top`]); // prettier-ignore
    const next = openPage(`${site}/about`, 'About us', page.kept);
    next.call();
    await next.asked[0]?.answer;
    expect(await world.kept()).toEqual([
      { target: 'fenwright.example/about', uses: 1, title: 'About us' },
      { target: 'fenwright.example/prices', uses: 1, title: 'Prices' },
    ]);
  });

  it('send nothing for a visitor who came without a token', () => {
    const page = openPage(`${site}/prices`, 'Prices');
    page.call();
    expect([page.asked, page.kept.size]).toEqual([[], 0]);
  });
});

describe('[CRM-13] the engagement of a lead who visits a website', () => {
  it('counts an e-mail with visits once, and decays as other events', async () => {
    await world.says(lead, 'given');
    const mail = await world.sent(lead);
    const before = await countOf();
    await visitBy(mail, '/pricing');
    await world.run();
    const visited = { full: 1, half: 0 };
    expect(before).toEqual({ score: 35, engagement: undefined, by: undefined });
    expect(await countOf()).toEqual({ score: 49, engagement: 14, by: { clicked: { full: 1, half: 0 }, visited } });
    await world.run(11 * 60_000);
    await visitBy(mail, '/about');
    await world.run(11 * 60_000);
    expect(await countOf()).toMatchObject({ engagement: 14 });
    await world.run(30 * dayMs);
    expect(await countOf()).toMatchObject({ score: 42, engagement: 7, by: { visited: { full: 0, half: 1 } } });
    await world.run(60 * dayMs);
    expect(await countOf()).toEqual(before);
  });

  it('moves no further once the consent was taken back', async () => {
    await world.says(lead, 'given');
    const [first, second] = [await world.sent(lead), await world.sent(lead)];
    await visitBy(first);
    await world.run();
    expect(await countOf()).toMatchObject({ by: { visited: { full: 1, half: 0 } } });
    const { token = '' } = await world.follow(second.link);
    world.given.test.advance(60_000);
    await world.says(lead, 'refused');
    await world.visit(token, { path: '/later' });
    await world.run(11 * 60_000);
    expect(await countOf()).toMatchObject({ by: { clicked: { full: 2, half: 0 }, visited: { full: 1, half: 0 } } });
  });
});
