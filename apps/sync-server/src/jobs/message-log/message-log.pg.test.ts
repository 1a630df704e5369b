import { houseFrame } from '@outpost/domain/kernel/templates/house-frame';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { inTenant } from '../../db/database.ts';
import { givenOffers } from '../../testing/messages/offers-world.ts';
import { made } from '../../testing/test-server.ts';
import { receiverDigest } from './note-logged.ts';

const given = givenOffers();
const cleo = 'cleo@example.com';
const minute = 60_000;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

type Logged = { readonly state: string; readonly rule: string | null; readonly receiver: string; readonly salt: string; readonly fence: string; readonly text_sha256: string | null; readonly provider_id: string | null }; // prettier-ignore
const log = () => given.w.tenant.rows<Logged>('select state, rule, receiver, salt, fence, text_sha256, provider_id from store.message_log order by at, fence, id'); // prettier-ignore

/** The plain text of a received mail that has only that. */
const bodyOf = (raw: string): string => raw.slice(raw.indexOf('\r\n\r\n') + 4).replaceAll('\r\n', '\n');

describe('[MSG-33] the log of messages', () => {
  it('has one entry for a sent offer: the hash of what arrived, the consent, the provider’s id, and no address in the journal', async () => {
    const { consent } = await given.agreed(cleo);
    const mail = await given.offer(cleo);
    await given.run();
    await given.run();
    const [row, ...more] = await log();
    expect([row?.state, row?.receiver, more]).toEqual(['sent', cleo, []]);
    expect(given.mails).toHaveLength(1);
    expect(row?.text_sha256).toBe(sha256(bodyOf(given.mails[0]?.raw ?? '')));
    const [event, ...others] = await given.noted();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      action: 'message/sent',
      by: given.w.mia.userId,
      record: mail,
      details: {
        channel: 'email',
        purpose: 'offers',
        ground: 'consent',
        consent,
        text: row?.text_sha256,
        provider: `<${mail}@fenwright.example>`,
        receiver: receiverDigest(row?.salt ?? '', cleo),
      },
    });
    expect(given.mails[0]?.headers.get('message-id')).toBe(row?.provider_id);
    expect(JSON.stringify(event)).not.toContain('cleo');
  });

  it('names the version of the template, and the hash of the HTML that arrived', async () => {
    const own = { ownerId: given.w.mia.userId };
    const [template, version] = [given.w.id(), given.w.id()];
    await given.agreed(cleo);
    const words = { template, subject: 'Autumn', words: 'Dear {{ deal.name }}', frame: houseFrame };
    await given.accepted(given.w.mia, [
      made(template, 'crm/template', { name: 'Autumn', about: 'crm/deal' }, own),
      made(version, 'crm/template-version', words, own),
    ]);
    await given.offer(cleo, { templateVersion: version });
    await given.run();
    const [event] = await given.noted();
    expect(event).toMatchObject({ action: 'message/sent', details: { template: version } });
    const [, html = ''] = /text\/html[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(given.mails[0]?.raw ?? '') ?? [];
    expect(event?.details['html']).toBe(sha256(html.replaceAll('\r\n', '\n')));
  });

  it('has an entry for a message that a rule refused, with the rule and without words', async () => {
    await given.offer('noor@example.com');
    await given.run();
    expect(await log()).toMatchObject([{ state: 'refused', rule: 'MSG-5', text_sha256: null }]);
    expect(await given.noted()).toMatchObject([{ action: 'message/refused', details: { rule: 'MSG-5' } }]);
    expect(given.mails).toEqual([]);
  });

  it('logs one’s own correspondence by its contract, and one more send only when a person asks for it', async () => {
    given.answers.push(() => Promise.resolve({ status: 'refused', why: '550 No such user' }));
    const mail = await given.offer(cleo, { purpose: 'contract' });
    await given.run();
    await given.accepted(given.w.mia, [given.w.set(mail, { deliveryDecision: [null, 'again'] }, 'crm/activity')]);
    await given.run();
    expect(await log()).toMatchObject([
      { state: 'failed', fence: 1 },
      { state: 'sent', fence: 2 },
    ]);
    expect((await given.noted()).map(({ action, details }) => [action, details['ground']])).toEqual([['message/failed', 'contract'], ['message/sent', 'contract']]); // prettier-ignore
  });

  it('takes a try that the mail server postponed for no message', async () => {
    given.answers.push(() => Promise.resolve({ status: 'later', why: '451 Later' }));
    await given.offer(cleo, { purpose: 'contract' });
    await given.run();
    expect(await log()).toMatchObject([{ state: 'kept-back' }]);
    given.test.advance(5 * minute);
    await given.run();
    expect(await log()).toMatchObject([{ state: 'kept-back' }, { state: 'sent' }]);
    expect((await given.noted()).map(({ action }) => action)).toEqual(['message/sent']);
  });

  it('knows a message whose server stopped after it had left', async () => {
    const seen: unknown[] = [];
    given.answers.push(async () => {
      seen.push(...(await log()).map(({ state }) => state));
      throw new Error('The server stopped');
    });
    await given.offer(cleo, { purpose: 'contract' });
    await given.run().catch(() => undefined);
    expect(seen).toEqual(['leaving']); // committed before it left
    expect(await log()).toMatchObject([{ state: 'leaving' }]);
    given.test.advance(11 * minute);
    await given.run().catch(() => undefined);
    const [row] = await log();
    expect([row?.state, row?.text_sha256]).toEqual(['unclear', sha256('Ten percent off.')]);
    expect(await given.noted()).toMatchObject([{ action: 'message/unclear', details: { text: sha256('Ten percent off.') } }]); // prettier-ignore
  });

  it('is not changed by the server’s own role, and is not seen by another organisation', async () => {
    await given.offer(cleo, { purpose: 'contract' });
    await given.run();
    const { orgId } = given.w.tenant;
    for (const statement of [
      'delete from store.message_log where org_id = $1',
      "update store.message_log set receiver = 'x' where org_id = $1",
      "update store.message_log set rule = 'x' where org_id = $1",
    ])
      await expect(inTenant(given.test.database, { orgId, mode: 'write' }, (tx) => tx.query(statement, [orgId]))).rejects.toThrow('permission denied'); // prettier-ignore
    const other = await given.test.tenant('Harbour');
    expect(await other.rows('select id from store.message_log')).toEqual([]);
  });
});
