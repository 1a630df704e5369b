import { beforeEach, describe, expect, it } from 'vitest';
import twilio from 'twilio';
import type { SendSms } from '../../../identity/identity-ports.ts';
import { twilioReports } from '../../../integrations/sms/twilio-reports.ts';
import { givenServer } from '../../../testing/given-server.ts';
import { testPassword, type TestDevice, type TestTenant } from '../../../testing/test-server.ts';

const token = 'the token of the account at Twilio';
const server = 'https://crm.example.com:8443';
const sent: Parameters<SendSms>[0][] = [];
const given = givenServer({
  publicUrl: server,
  sms: (message) => Promise.resolve(sent.push(message)).then(() => 'sent' as const),
  readSmsReport: twilioReports({ token }),
});
let tenant: TestTenant;
let mia: TestDevice;
/** The address to which the service reports about the message of the test. */
let address = '';

type Members = Readonly<Record<string, string | readonly string[]>>;
type Report = { readonly url?: string; readonly members?: Members; readonly body?: string; readonly type?: string; readonly signature?: string | undefined; readonly length?: string }; // prettier-ignore

const usual = { AccountSid: 'AC0123456789abcdef0123456789abcdef', MessageSid: 'SM1', SmsStatus: 'delivered', MessageStatus: 'delivered', To: '+436601234567', From: '+14155550100', ApiVersion: '2010-04-01' }; // prettier-ignore
function formOf(members: Members): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(members))
    for (const one of typeof value === 'string' ? [value] : value) form.append(name, one);
  return form.toString();
}
const signed = (url: string, members: Members = {}, by = token): string =>
  twilio.getExpectedTwilioSignature(by, url, members);

/** Sends a report, by default one that Twilio has signed. Where the signature is undefined, there is no header. */
async function report(sentReport: Report = {}): Promise<number> {
  const { url = address, members = usual, body = formOf(members), type = 'application/x-www-form-urlencoded', length = String(Buffer.byteLength(body)) } = sentReport; // prettier-ignore
  const signature = 'signature' in sentReport ? sentReport.signature : signed(url, members);
  const { pathname, search } = new URL(url);
  const answer = await given.test.server.app.request(`${pathname}${search}`, {
    method: 'POST',
    headers: { 'content-type': type, 'content-length': length, ...(signature === undefined ? {} : { 'x-twilio-signature': signature }) }, // prettier-ignore
    body,
  });
  return answer.status;
}
const noted = async () => {
  await given.test.server.runWorkers(tenant.orgId);
  const rows = await tenant.rows<{ payload: string }>(
    `select j.payload from store.journal j join store.audit_entry e on e.org_id = j.org_id and e.n = j.n where e.action like 'factor/text-%' order by j.n`,
  );
  return rows.map(({ payload }) => (JSON.parse(payload) as { event: Readonly<Record<string, unknown>> }).event);
};
const withStatus = (MessageStatus: string, more: Members = {}): Members => ({ ...usual, MessageStatus, ...more });

beforeEach(async () => {
  tenant = await given.test.tenant();
  const email = `mia-${given.test.newId()}@fenwright.example`;
  mia = await tenant.person('Mia', 'member', { email });
  const device = { id: given.test.newId(), name: 'Laptop' };
  const opened = await given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device } });
  const { accessToken } = (await opened.json()) as { accessToken: string };
  const asked = await given.test.fetch('/auth/factors/sms', { token: accessToken, body: { phone: '+436601234567' } });
  if (asked.status !== 200) throw new Error(`No code was sent: ${asked.status}`);
  address = sent.at(-1)?.reportTo ?? '';
});

describe('[PLT-18] the reports about text messages', () => {
  it('come to an address of this server that names the message', () => {
    const { origin, pathname, searchParams } = new URL(address);
    expect([origin, pathname, [...searchParams.keys()]]).toEqual([server, '/sms/report', ['org', 'message']]);
  });

  it('note a delivered code once, about its person', async () => {
    expect([await report({ members: withStatus('sent') }), await report(), await report()]).toEqual([204, 204, 204]);
    expect(await noted()).toMatchObject([{ action: 'factor/text-delivered', outcome: 'done', about: mia.userId }]);
  });

  it.each(['undelivered', 'failed'])('note a code that is %s, with the reason of the service', async (status) => {
    expect(await report({ members: withStatus(status, { ErrorCode: '30003' }) })).toBe(204);
    expect(await noted()).toMatchObject([{ action: 'factor/text-undelivered', outcome: 'failed', about: mia.userId, details: { code: 30_003 } }]); // prettier-ignore
  });

  it('are taken with and without the port in the signed address, and with a longer query', async () => {
    const without = address.replace(':8443', '');
    expect(await report({ signature: signed(without, usual) })).toBe(204);
    expect(await noted()).toHaveLength(1);
    const longer = `${address}&x=a%20b&x=c%27d`;
    expect(await report({ url: longer })).toBe(204);
  });

  it('are taken where a member comes several times, and as JSON with the hash of the body in the address', async () => {
    expect(await report({ members: { ...withStatus('sent'), Tag: ['b', 'a', 'b'] } })).toBe(204);
    const body = JSON.stringify({ MessageStatus: 'delivered' });
    const url = `${address}&bodySHA256=${twilio.getExpectedBodyHash(body)}`;
    expect(await report({ url, body, type: 'application/json', signature: signed(url) })).toBe(204);
    expect(await noted()).toHaveLength(1);
  });

  it('about messages that are not known, or older than a week, change nothing', async () => {
    for (const [name, value] of [
      ['message', given.test.newId()],
      ['org', given.test.newId()],
      ['message', "x' or true --"],
      ['org', ''],
    ] as const) {
      const url = new URL(address);
      url.searchParams.set(name, value);
      expect([value, await report({ url: url.href })]).toEqual([value, 204]);
    }
    expect(await noted()).toEqual([]);
  });
});

/** Each changes one thing of a report that Twilio has signed. */
const forgeries: Readonly<Record<string, () => Report>> = {
  'no signature': () => ({ signature: undefined }),
  'an empty signature': () => ({ signature: '' }),
  'a signature that is no base64': () => ({ signature: 'not base64 at all' }),
  'a signature of another token': () => ({ signature: signed(address, usual, 'another token') }),
  'a signature of an empty token': () => ({ signature: signed(address, usual, '') }),
  'a signature with another last letter': () => ({ signature: signed(address, usual).replace(/.=$/, (end) => (end === 'A=' ? 'E=' : 'A=')) }), // prettier-ignore
  'a signature in hexadecimal': () => ({ signature: Buffer.from(signed(address, usual), 'base64').toString('hex') }),
  'a signature without its padding': () => ({ signature: signed(address, usual).replace('=', '') }),
  'two signatures': () => ({ signature: `${signed(address, usual)}, ${signed(address, usual)}` }),
  'another status': () => ({ members: withStatus('undelivered'), signature: signed(address, usual) }),
  'another receiver': () => ({ members: { ...usual, To: '+14155550199' }, signature: signed(address, usual) }),
  'one member more': () => ({ members: { ...usual, ErrorCode: '30003' }, signature: signed(address, usual) }),
  'one member less': () => ({ members: { MessageStatus: 'delivered' }, signature: signed(address, usual) }),
  'a second status': () => ({ members: withStatus('delivered', { MessageStatus: ['delivered', 'failed'] }), signature: signed(address, usual) }), // prettier-ignore
  'a name in other letters': () => ({ members: { ...usual, messagestatus: 'delivered' }, signature: signed(address, usual) }), // prettier-ignore
  'no members': () => ({ members: {}, signature: signed(address, usual) }),
  'another message': () => ({ url: `${address.slice(0, -4)}0000`, signature: signed(address, usual) }),
  'another organisation': () => ({ url: address.replace(/org=[^&]*/, `org=${given.test.newId()}`), signature: signed(address, usual) }), // prettier-ignore
  'a longer query': () => ({ url: `${address}&more=1`, signature: signed(address, usual) }),
  'no query': () => ({ url: address.replace(/\?.*/, ''), signature: signed(address, usual) }),
  'another order of the query': () => ({ url: address.replace(/\?(org=[^&]*)&(message=.*)/, '?$2&$1'), signature: signed(address, usual) }), // prettier-ignore
  'a signature for http': () => ({ signature: signed(address.replace('https:', 'http:'), usual) }),
  'a signature for another server': () => ({ signature: signed(address.replace('crm.example.com', 'crm.example.net'), usual) }), // prettier-ignore
  'a signature for another port': () => ({ signature: signed(address.replace(':8443', ':9443'), usual) }),
  'a signature for another path': () => ({ signature: signed(address.replace('/sms/report', '/sms/reports'), usual) }),
  'JSON with the signature of a form': () => ({ body: JSON.stringify(usual), type: 'application/json', signature: signed(address, usual) }), // prettier-ignore
  'JSON whose hash is not in the signed address': () => ({ body: JSON.stringify(usual), type: 'application/json', signature: signed(address) }), // prettier-ignore
  'JSON with the hash of another body': () => {
    const url = `${address}&bodySHA256=${twilio.getExpectedBodyHash('{"MessageStatus":"sent"}')}`;
    return { url, body: JSON.stringify(usual), type: 'application/json', signature: signed(url) };
  },
  'JSON with an empty hash': () => {
    const url = `${address}&bodySHA256=`;
    return { url, body: JSON.stringify(usual), type: 'application/json', signature: signed(url) };
  },
  'a hash that was put into the address later': () => {
    const body = JSON.stringify(usual);
    return { url: `${address}&bodySHA256=${twilio.getExpectedBodyHash(body)}`, body, type: 'application/json', signature: signed(address) }; // prettier-ignore
  },
  'another type of content': () => ({ type: 'text/plain' }),
  'more bytes than a report has': () => ({ members: { ...usual, Tag: 'x'.repeat(20_000) } }),
  'no length': () => ({ length: '' }),
};

describe('[PLT-18] a report that Twilio has not signed', () => {
  it.each(Object.keys(forgeries))('is refused with 403 and changes nothing: %s', async (name) => {
    expect([name, await report(forgeries[name]?.())]).toEqual([name, 403]);
    expect(await noted()).toEqual([]);
    expect(await report()).toBe(204); // the right one still counts
    expect(await noted()).toHaveLength(1);
  });
});

describe('a server without an https address, or without the service', () => {
  const plain = givenServer({ publicUrl: 'http://127.0.0.1:8420', readSmsReport: twilioReports({ token }) });
  it('takes no reports', async () => {
    const answer = await plain.test.fetch('/sms/report', { body: {} });
    expect(answer.status).toBe(404);
  });
});
