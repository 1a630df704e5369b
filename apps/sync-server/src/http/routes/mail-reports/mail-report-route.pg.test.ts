import { EventWebhook } from '@sendgrid/eventwebhook';
import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { givenSendGrid, theirAddress } from '../../../testing/mail/sendgrid-world.ts';
import type { OrderedMail } from '../../../testing/mail/sendgrid-server.ts';

const given = givenSendGrid();
const [signatureName, timestampName] = ['x-twilio-email-event-webhook-signature', 'x-twilio-email-event-webhook-timestamp'] as const; // prettier-ignore
let mail: string;
let order: OrderedMail | undefined;
beforeAll(async () => {
  mail = await given.write();
  await given.run();
  order = given.service.taken.at(-1);
});

type Headers = Readonly<Record<string, string>>;
type Sent = { readonly bytes?: Uint8Array; readonly headers?: Headers; readonly without?: readonly string[] };
type Base = { readonly bytes: Uint8Array; readonly headers: Headers; readonly signature: string; readonly at: number };

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const changed =
  (from: string | RegExp, to: string) =>
  ({ bytes }: Base): Sent => ({ bytes: Buffer.from(text(bytes).replace(from, to)) });
const withSignature =
  (change: (signature: string) => string) =>
  ({ signature }: Base): Sent => ({ headers: { [signatureName]: change(signature) } });
/** The same bytes, really signed, with another time. */
const signedAt =
  (change: (at: number) => string) =>
  ({ bytes, at }: Base): Sent => ({ headers: given.signed(bytes, change(at)) });
const otherTime =
  (change: (at: number) => string) =>
  ({ at }: Base): Sent => ({ headers: { [timestampName]: change(at) } });
const der = (signature: string): Buffer => Buffer.from(signature, 'base64');
const withDer = (change: (bytes: Buffer) => Buffer) => withSignature((signature) => change(der(signature)).toString('base64')); // prettier-ignore
const withByte = (place: number, add: number) => withDer((bytes) => (bytes.writeUInt8(((bytes[place] ?? 0) + add) & 255, place), bytes)); // prettier-ignore

const hour = 3_600;
/** Each changes one thing of what SendGrid has signed. */
const forgeries: Readonly<Record<string, (base: Base) => Sent>> = {
  'no signature': () => ({ without: [signatureName] }),
  'no time': () => ({ without: [timestampName] }),
  'neither': () => ({ without: [signatureName, timestampName] }),
  'an empty signature': withSignature(() => ''),
  'an empty time': otherTime(() => ''),
  'no base64': withSignature(() => 'not base64 at all!'),
  'hexadecimal': withSignature((signature) => der(signature).toString('hex')),
  'half a signature': withSignature((signature) => signature.slice(0, 40)),
  'two signatures': withSignature((signature) => `${signature}, ${signature}`),
  'in lower case': withSignature((signature) => signature.toLowerCase()),
  'a long signature': withSignature((signature) => signature.repeat(40)),
  'zeros': withSignature(() => Buffer.from('3006020100020100', 'hex').toString('base64')),
  'ones': withSignature(() => Buffer.from('3006020101020101', 'hex').toString('base64')),
  'an empty sequence': withSignature(() => Buffer.from('3000', 'hex').toString('base64')),
  'random bytes': withSignature(() => Buffer.alloc(70, 7).toString('base64')),
  'the bytes of another key': ({ bytes, at }) => ({ headers: { [signatureName]: given.service.signature(String(at), bytes, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey) } }),
  'a key on another curve': ({ bytes, at }) => ({ headers: { [signatureName]: given.service.signature(String(at), bytes, generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey) } }),
  'a larger curve': ({ bytes, at }) => ({ headers: { [signatureName]: given.service.signature(String(at), bytes, generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey) } }),
  'only the body signed': ({ bytes }) => ({ headers: { [signatureName]: given.service.signature('', bytes) } }),
  'only the time signed': ({ at }) => ({ headers: { [signatureName]: given.service.signature(String(at), Buffer.alloc(0)) } }),
  'the body signed before the time': ({ bytes, at }) => ({ headers: { [signatureName]: given.service.signature('', Buffer.concat([bytes, Buffer.from(String(at))])) } }),
  'a digit moved from the time to the body': ({ bytes, at }) => ({ bytes: Buffer.concat([Buffer.from(String(at).slice(-1)), bytes]), headers: { [timestampName]: String(at).slice(0, -1) } }),
  'another record': (base) => changed(/"outpost_record":"[^"]*"/, `"outpost_record":"${given.w.id()}"`)(base),
  'another organisation': (base) => changed(/"outpost_org":"[^"]*"/, `"outpost_org":"${given.test.newId()}"`)(base),
  'another claim': changed('"outpost_claim":"1"', '"outpost_claim":"2"'),
  'another event': changed('"bounce"', '"delivered"'),
  'another address': changed('cleo@example.com', 'noor@example.com'),
  'another status': changed('5.1.1', '5.1.2'),
  'another id': changed('event 0', 'event 1'),
  'a blank more': changed('[', '[ '),
  'a blank at the end': changed(/$/, ' '),
  'a line at the end': changed(/$/, '\r\n'),
  'a mark of byte order': changed(/^/, '\uFEFF'),
  'one event more': changed(/^\[(.*)\]$/, '[$1,$1]'),
  'no events': () => ({ bytes: Buffer.from('[]') }),
  'no body': () => ({ bytes: Buffer.alloc(0) }),
  'another type of content': () => ({ headers: { 'content-type': 'text/plain' } }),
  'a form': () => ({ headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
  'no type of content': () => ({ without: ['content-type'] }),
  'no length': () => ({ without: ['content-length'] }),
  'a negative length': () => ({ headers: { 'content-length': '-1' } }),
  'a length in words': () => ({ headers: { 'content-length': 'many' } }),
  'more bytes than SendGrid sends': ({ at }) => {
    const bytes = Buffer.from(JSON.stringify([{ event: 'x'.repeat(1_048_576) }]));
    return { bytes, headers: given.signed(bytes, String(at)) };
  },
  ...Object.fromEntries([-1, 1, -60, 60, -hour, hour].map((by) => [`a time ${by} s away from the signed one`, otherTime((at) => String(at + by))])),
  ...Object.fromEntries([25 * hour + 1, 26 * hour, 48 * hour, 7 * 24 * hour, 365 * 24 * hour].map((age) => [`signed ${age} s ago`, signedAt((at) => String(at - age))])),
  ...Object.fromEntries([301, hour, 24 * hour].map((ahead) => [`signed ${ahead} s ahead`, signedAt((at) => String(at + ahead))])),
  ...Object.fromEntries(['0', '-1', 'x', '1e9', '0x5f', ' ', '99999999999', '1.5'].map((time) => [`signed for the time "${time}"`, signedAt(() => time)])),
  ...Object.fromEntries(['%s0', '%s000', '0%s', '+%s', '%s.0', '%s,%s', ' %s0'].map((form) => [`a time in the form "${form}"`, signedAt((at) => form.replaceAll('%s', String(at)))])),
  ...Object.fromEntries(Array.from({ length: 20 }, (_, place) => [`byte ${place} of the signature one higher`, withByte(place, 1)])),
  ...Object.fromEntries(Array.from({ length: 12 }, (_, place) => [`byte ${40 + place} of the signature one lower`, withByte(40 + place, 255)])),
  'a byte behind the signature': withDer((bytes) => Buffer.concat([bytes, Buffer.from([0])])),
  'a byte before the signature': withDer((bytes) => Buffer.concat([Buffer.from([0]), bytes])),
  'without its last byte': withDer((bytes) => bytes.subarray(0, -1)),
}; // prettier-ignore

const state = async () => [await given.fields(mail), await given.log(mail), await given.suppressions(theirAddress)];
const base = (): Base => {
  const bytes = given.bodyOf(order, [{ event: 'bounce', status: '5.1.1' }]);
  const headers = given.signed(bytes);
  return { bytes, headers, signature: headers[signatureName] ?? '', at: Number(given.timestamp()) };
};
const send = (whole: Base, { bytes = whole.bytes, headers = {}, without = [] }: Sent): Promise<Response> => {
  const length = { 'content-length': String(bytes.byteLength) };
  const all = Object.entries({ ...whole.headers, ...length, ...headers }).filter(([name]) => !without.includes(name));
  return given.post(bytes, Object.fromEntries(all));
};

describe('[MSG-39] what SendGrid has not signed', () => {
  it('is tried in more than a hundred ways', () => {
    expect(Object.keys(forgeries).length).toBeGreaterThanOrEqual(100);
  });

  it.each(Object.keys(forgeries))('is no report: %s', async (name) => {
    const [whole, before] = [base(), await state()];
    const answer = await send(whole, forgeries[name]?.(whole) ?? {});
    expect([answer.status, await answer.text()]).toEqual([403, '']);
    expect(await state()).toEqual(before);
  });
});

describe('[MSG-39] what SendGrid has signed', () => {
  it('is verified by SendGrid’s own library as by the route', async () => {
    const verifier = new EventWebhook();
    const key = verifier.convertPublicKeyToECDSA(given.service.verifyKey);
    const whole = base();
    expect(verifier.verifySignature(key, Buffer.from(whole.bytes), whole.signature, String(whole.at))).toBe(true);
    expect(verifier.verifySignature(key, Buffer.from('[]'), whole.signature, String(whole.at))).toBe(false);
    const bytes = given.bodyOf(order, [{ event: 'open', useragent: 'Grüße €' }]);
    expect((await given.post(bytes, given.signed(bytes))).status).toBe(204);
  });

  it('is answered alike, whether the organisation, the record, the claim and the event are known or not', async () => {
    const before = await state();
    const [known, other] = [given.w.tenant.orgId, given.test.newId()];
    const strange = [
      [{ event: 'bounce', outpost_org: other }],
      [{ event: 'bounce', outpost_record: other }],
      [{ event: 'bounce', outpost_org: known, outpost_claim: '9' }],
      [{ event: 'bounce', outpost_claim: '99999999999999' }],
      [{ event: 'spamreport', outpost_record: other }],
      [{ event: 'open', outpost_org: other }],
      [{ event: 'something new' }],
      [{ event: 'bounce', timestamp: 'soon' }],
      [],
    ];
    for (const events of strange) {
      const answer = await given.report(order, ...events);
      expect([answer.status, await answer.text()]).toEqual([204, '']);
    }
    for (const odd of ['{', '{}', 'null', '[null,1,"x",[]]', '\u0000']) {
      const bytes = Buffer.from(odd);
      const answer = await given.post(bytes, given.signed(bytes));
      expect([answer.status, await answer.text()]).toEqual([204, '']);
    }
    expect(await state()).toEqual(before);
  });

  it('is taken up to a day late, as SendGrid tries again', async () => {
    const whole = base();
    given.test.advance(24 * 3_600_000);
    const answer = await send(whole, {});
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(await given.fields(mail)).toMatchObject({ deliveryStatus: 'returned' });
  });
});
