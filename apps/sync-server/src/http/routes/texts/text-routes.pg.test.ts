import twilio from 'twilio';
import { beforeAll, describe, expect, it } from 'vitest';
import { twilioAccount } from '../../../testing/texts/twilio-server.ts';
import { givenTexts, ourNumber, textsAt, theirNumber } from '../../../testing/texts/texts-world.ts';

const given = givenTexts();
const { token } = twilioAccount;
type Members = Readonly<Record<string, string | readonly string[]>>;
type Sent = { readonly url?: string; readonly members?: Members; readonly body?: string; readonly type?: string; readonly signature?: string | undefined; readonly length?: string; readonly method?: string }; // prettier-ignore

let text = '';
let reportUrl = '';
const incomingUrl = `${textsAt}/texts/incoming`;
const report: Members = { AccountSid: twilioAccount.account, MessageSid: 'SM1', MessageStatus: 'delivered' };
const incoming: Members = { AccountSid: twilioAccount.account, MessageSid: 'SM2', From: theirNumber, To: ourNumber, Body: 'STOP', NumMedia: '0' }; // prettier-ignore

function formOf(members: Members): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(members))
    for (const one of typeof value === 'string' ? [value] : value) form.append(name, one);
  return form.toString();
}
const signed = (url: string, members: Members = {}, by = token): string =>
  twilio.getExpectedTwilioSignature(by, url, members);
const hashOf = (body: string): string => twilio.getExpectedBodyHash(body);

/** Sends a request, by default one that Twilio has signed. Where the signature is undefined, there is no header. */
async function send(base: { readonly url: string; readonly members: Members }, sent: Sent): Promise<Response> {
  const { url = base.url, members = base.members, body = formOf(members), type = 'application/x-www-form-urlencoded', length = String(Buffer.byteLength(body)) } = sent; // prettier-ignore
  const signature = 'signature' in sent ? sent.signature : signed(url, members);
  return given.test.server.app.request(url.replace(/^https?:\/\/[^/]+/, ''), {
    method: sent.method ?? 'POST',
    headers: { 'content-type': type, 'content-length': length, ...(signature === undefined ? {} : { 'x-twilio-signature': signature }) }, // prettier-ignore
    ...(sent.method === 'GET' ? {} : { body }),
  });
}

type Base = { readonly url: string; readonly members: Members };
/** Each changes one thing of what Twilio has signed. */
const forgeries: Readonly<Record<string, (base: Base) => Sent>> = {
  'no signature': () => ({ signature: undefined }),
  'an empty signature': () => ({ signature: '' }),
  'no base64': () => ({ signature: 'not base64 at all' }),
  'another token': ({ url, members }) => ({ signature: signed(url, members, 'another token') }),
  'an empty token': ({ url, members }) => ({ signature: signed(url, members, '') }),
  'a token with a blank': ({ url, members }) => ({ signature: signed(url, members, `${token} `) }),
  'hexadecimal': ({ url, members }) => ({ signature: Buffer.from(signed(url, members), 'base64').toString('hex') }),
  'no padding': ({ url, members }) => ({ signature: signed(url, members).replace('=', '') }),
  'in lower case': ({ url, members }) => ({ signature: signed(url, members).toLowerCase() }),
  'two signatures': ({ url, members }) => ({ signature: `${signed(url, members)}, ${signed(url, members)}` }),
  'half a signature': ({ url, members }) => ({ signature: signed(url, members).slice(0, 14) }),
  'another account': ({ url, members }) => ({ members: { ...members, AccountSid: 'AC1' }, signature: signed(url, members) }),
  'another message': ({ url, members }) => ({ members: { ...members, MessageSid: 'SM9' }, signature: signed(url, members) }),
  'another status': ({ url, members }) => ({ members: { ...members, MessageStatus: 'failed' }, signature: signed(url, members) }),
  'another sender': ({ url, members }) => ({ members: { ...members, From: '+13035550199' }, signature: signed(url, members) }),
  'another number': ({ url, members }) => ({ members: { ...members, To: '+14155550199' }, signature: signed(url, members) }),
  'other words': ({ url, members }) => ({ members: { ...members, Body: 'START' }, signature: signed(url, members) }),
  'a member more': ({ url, members }) => ({ members: { ...members, ErrorCode: '30003' }, signature: signed(url, members) }),
  'a member twice': ({ url, members }) => ({ members: { ...members, MessageSid: ['SM1', 'SM2', 'SM3'] }, signature: signed(url, members) }),
  'a member less': ({ url, members: { AccountSid: _, ...less } }) => ({ members: less, signature: signed(url, { ...less, AccountSid: 'x' }) }),
  'a name in other letters': ({ url, members }) => ({ members: { ...members, messagestatus: 'sent' }, signature: signed(url, members) }),
  'no members': ({ url, members }) => ({ members: {}, signature: signed(url, members) }),
  'a longer query': ({ url, members }) => ({ url: `${url}${url.includes('?') ? '&' : '?'}more=1`, signature: signed(url, members) }),
  'a signature for http': ({ url, members }) => ({ signature: signed(url.replace('https:', 'http:'), members) }),
  'another server': ({ url, members }) => ({ signature: signed(url.replace('crm.example.com', 'crm.example.net'), members) }),
  'another port': ({ url, members }) => ({ signature: signed(url.replace(':8443', ':9443'), members) }),
  'another path': ({ url, members }) => ({ signature: signed(url.replace('/texts/', '/text/'), members) }),
  'a slash at the end': ({ url, members }) => ({ signature: signed(url.replace(/(\?|$)/, '/$1'), members) }),
  'JSON with the signature of a form': ({ url, members }) => ({ body: JSON.stringify(members), type: 'application/json', signature: signed(url, members) }),
  'JSON whose hash is not in the address': ({ url, members }) => ({ body: JSON.stringify(members), type: 'application/json', signature: signed(url) }),
  'JSON with an empty hash': ({ url, members }) => {
    const to = `${url}${url.includes('?') ? '&' : '?'}bodySHA256=`;
    return { url: to, body: JSON.stringify(members), type: 'application/json', signature: signed(to) };
  },
  'JSON with the hash of another body': ({ url, members }) => {
    const to = `${url}${url.includes('?') ? '&' : '?'}bodySHA256=${hashOf('{}')}`;
    return { url: to, body: JSON.stringify(members), type: 'application/json', signature: signed(to) };
  },
  'a hash that was put into the address later': ({ url, members }) => {
    const body = JSON.stringify(members);
    return { url: `${url}${url.includes('?') ? '&' : '?'}bodySHA256=${hashOf(body)}`, body, type: 'application/json', signature: signed(url) };
  },
  'another type of content': () => ({ type: 'text/plain' }),
  'several parts': () => ({ type: 'multipart/form-data; boundary=x' }),
  'more bytes than a report has': ({ members }) => ({ members: { ...members, Tag: 'x'.repeat(20_000) } }),
  'no length': () => ({ length: '' }),
  'a negative length': () => ({ length: '-1' }),
}; // prettier-ignore
/** Those of reports only. */
const ofReports: typeof forgeries = {
  'no query': ({ url, members }) => ({ url: url.replace(/\?.*/, ''), signature: signed(url, members) }),
  'another record': ({ url, members }) => ({ url: url.replace(/text=[^&]*/, `text=${given.w.id()}`), signature: signed(url, members) }),
  'another organisation': ({ url, members }) => ({ url: url.replace(/org=[^&]*/, `org=${given.test.newId()}`), signature: signed(url, members) }),
  'another claim': ({ url, members }) => ({ url: url.replace(/claim=1/, 'claim=2'), signature: signed(url, members) }),
  'another order of the query': ({ url, members }) => ({ url: url.replace(/\?(org=[^&]*)&(text=[^&]*)/, '?$2&$1'), signature: signed(url, members) }),
  'the signature of the other route': ({ members }) => ({ signature: signed(incomingUrl, members) }),
}; // prettier-ignore

beforeAll(async () => {
  ({ text } = await given.write());
  await given.run();
  reportUrl = given.service.taken.at(-1)?.['StatusCallback'] ?? '';
});
const kept = () =>
  given.w.tenant.rows<{ n: string }>(
    `select (select count(*) from store.crm_activity where fields ->> 'direction' = 'in') + (select count(*) from store.crm_suppression) as n`,
  );
const before = async () => [(await given.fields(text))?.['deliveryStatus'], Number((await kept())[0]?.n)];

describe('[MSG-12] what Twilio has not signed', () => {
  it.each([...Object.keys(forgeries), ...Object.keys(ofReports)])('is no report: %s', async (name) => {
    const base = { url: reportUrl, members: report };
    const forged = (forgeries[name] ?? ofReports[name])?.(base) ?? {};
    const answer = await send(base, forged);
    expect([answer.status, await answer.text()]).toEqual([403, '']);
    expect(await before()).toEqual(['sent', 0]);
  });

  it.each(Object.keys(forgeries))('is no incoming text: %s', async (name) => {
    const base = { url: incomingUrl, members: incoming };
    const answer = await send(base, forgeries[name]?.(base) ?? {});
    expect([answer.status, await answer.text()]).toEqual([403, '']);
    expect(await before()).toEqual(['sent', 0]);
  });

  it('is no incoming text of another account, although it is signed', async () => {
    const base = { url: incomingUrl, members: { ...incoming, AccountSid: `AC${'1'.repeat(32)}` } };
    expect((await send(base, {})).status).toBe(403);
    expect(await before()).toEqual(['sent', 0]);
  });

  it('is answered alike for every address', async () => {
    for (const url of [reportUrl, reportUrl.replace(/org=[^&]*/, 'org=x'), `${textsAt}/texts/report`, incomingUrl]) {
      const answer = await send({ url, members: report }, { signature: 'AAAA' });
      expect([answer.status, await answer.text()]).toEqual([403, '']);
    }
  });
});

describe('[MSG-12] what Twilio has signed', () => {
  it('is taken with and without the port in the signed address, with a query, and as JSON with its hash', async () => {
    const without = reportUrl.replace(':8443', '');
    const members = { ...report, MessageStatus: 'sending' };
    const json = JSON.stringify(report);
    const hashed = `${reportUrl}&bodySHA256=${hashOf(json)}`;
    const sent: readonly Sent[] = [
      { signature: signed(without, members) },
      { url: `${reportUrl}&x=a%20b&x=c%27d`, signature: signed(`${reportUrl}&x=a%20b&x=c%27d`, members) },
      { url: hashed, body: json, type: 'application/json', signature: signed(hashed) },
    ];
    for (const one of sent) expect((await send({ url: reportUrl, members }, one)).status).toBe(204);
    expect(await given.fields(text)).toMatchObject({ deliveryStatus: 'delivered' });
  });

  it('to a number of no organisation is answered like any other, and kept nowhere', async () => {
    const [known, unknown] = [incoming, { ...incoming, To: '+14155550999' }];
    const answers = [];
    for (const members of [unknown, known]) {
      const answer = await send({ url: incomingUrl, members }, {});
      answers.push([answer.status, answer.headers.get('content-type'), await answer.text()]);
      if (members === unknown) expect(Number((await kept())[0]?.n)).toBe(0);
    }
    expect(answers[0]).toEqual([200, 'text/xml; charset=utf-8', '<?xml version="1.0" encoding="UTF-8"?><Response></Response>']); // prettier-ignore
    expect(answers[1]).toEqual(answers[0]);
    expect(Number((await kept())[0]?.n)).toBe(2);
  });
});
