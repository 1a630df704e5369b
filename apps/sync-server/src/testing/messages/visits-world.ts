import type { JsonValue } from '@outpost/domain/kernel/json';
import { houseFrame } from '@outpost/domain/kernel/templates/house-frame';
import { changeEdit, made } from '../test-server.ts';
import { givenOffers } from './offers-world.ts';

export const site = 'https://fenwright.example';
export const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const cleo = 'cleo@example.com';
type Fields = Readonly<Record<string, JsonValue>>;

/** What a website sends about a visit. `origin`, `agent`: the headers; null: left out. */
export type SentVisit = {
  readonly path?: string;
  readonly title?: string;
  readonly origin?: string | null;
  readonly agent?: string | null;
};

/** A server that follows e-mails, with a lead who got one, for tests of visits of websites. */
export function givenVisits() {
  const given = givenOffers();
  const { accepted } = given;

  async function settle(fields: Fields): Promise<void> {
    const [row] = await given.w.tenant.rows<{ id: string; fields: Fields }>('select id, fields from store.platform_organisation'); // prettier-ignore
    const changes = Object.entries(fields).map(([name, to]): [string, [JsonValue, JsonValue]] => [name, [row?.fields[name] ?? null, to]]); // prettier-ignore
    await accepted(given.w.ann, [changeEdit(row?.id ?? '', 'platform/organisation', Object.fromEntries(changes))]);
  }
  async function run(ms = 0): Promise<void> {
    given.test.advance(ms);
    for (let round = 0; round < 3; round += 1) await given.run();
  }
  const says = (lead: string, standing: 'given' | 'refused', fields: Fields = {}): Promise<void> =>
    accepted(given.w.mia, [
      made(given.w.id(), 'crm/consent', { about: `crm/lead:${lead}`, channel: 'email', purpose: 'visits', standing, ...(standing === 'given' ? { address: cleo } : {}), givenAt: new Date(given.test.clock.nowMs()).toISOString(), source: 'Form', ...fields }), // prettier-ignore
    ]);
  const request = (path: string, init: RequestInit): Promise<Response> => Promise.resolve(given.test.server.app.request(path, init)); // prettier-ignore
  /** Opens a link of an e-mail. Returns where it leads, and the token in that address. */
  async function follow(link: string, { agent = browser, method = 'GET' } = {}) {
    const answer = await request(link.slice(new URL(link).origin.length), { method, headers: { 'user-agent': agent } }); // prettier-ignore
    const location = answer.headers.get('location') ?? '';
    return { status: answer.status, location, token: /[?&]outpost_visit=([^&#]*)/.exec(location)?.[1] };
  }
  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>>) => request('/visits', { method: 'POST', body, headers }); // prettier-ignore
  /** Reports a visit as the script of a website does. */
  const visit = (token: string, { path = '/pricing', title = 'Prices', origin = site, agent = browser }: SentVisit = {}) =>
    post(JSON.stringify({ token, path, title }), { 'content-type': 'application/json', ...(origin === null ? {} : { origin }), ...(agent === null ? {} : { 'user-agent': agent }) }); // prettier-ignore
  return {
    given,
    settle,
    run,
    says,
    follow,
    post,
    visit,
    request,
    /** Turns visits of the website on. */
    turnOn: () => settle({ followsMails: true, notesVisits: true, visitedHosts: ['fenwright.example', 'shop.fenwright.example'] }), // prettier-ignore
    async lead(fields: Fields = {}): Promise<string> {
      const id = given.w.id();
      await accepted(given.w.mia, [made(id, 'crm/lead', { name: 'Cleo', status: 'new', company: 'Fen', email: cleo, ...fields }, { ownerId: given.w.mia.userId })]); // prettier-ignore
      return id;
    },
    /** Sends an e-mail of a template about a lead. Returns its id, and its first link. */
    async sent(lead: string, target = `${site}/prices`): Promise<{ readonly mail: string; readonly link: string }> {
      const own = { ownerId: given.w.mia.userId };
      const [template, version, mail] = [given.w.id(), given.w.id(), given.w.id()];
      await accepted(given.w.mia, [
        made(template, 'crm/template', { name: 'Autumn', about: 'crm/lead' }, own),
        made(version, 'crm/template-version', { template, subject: 'a', words: 'b', frame: houseFrame }, own),
        made(mail, 'crm/activity', { about: `crm/lead:${lead}`, kind: 'email', delivery: 'send', toAddress: cleo, templateVersion: version, purpose: 'contract', subject: 'Prices', body: `[Prices](${target})` }), // prettier-ignore
      ]);
      await run();
      const { raw = '' } = given.mails.at(-1) ?? {};
      return { mail, link: /href="([^"]*\/m\/[^"]*)"/.exec(raw.slice(raw.indexOf('text/html')))?.[1] ?? '' };
    },
    /** The kept visits, by page. */
    kept: () => given.w.tenant.rows<{ target: string; uses: number; title: string }>('select target, uses, title from store.mail_use where is_visit order by target'), // prettier-ignore
  };
}
