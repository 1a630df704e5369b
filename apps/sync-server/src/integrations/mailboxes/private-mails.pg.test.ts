import { houseFrame } from '@outpost/domain/kernel/templates/house-frame';
import { sharedEmail } from '@outpost/domain/packs/crm/sharing-of-email';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { beforeAll, describe, expect, it } from 'vitest';
import { askList } from '../../insights/questions.ts';
import { openAsRole } from '../../db/open-as-role.ts';
import { eraseRecords } from '../../records/erase/erase-records.ts';
import { passHorizon } from '../../records/erase/horizon.ts';
import { type Dovecot, hasDovecot } from '../../testing/mail/dovecot.ts';
import { givenMailboxes } from '../../testing/mail/mailbox-world.ts';
import type { SalesWorld } from '../../testing/sales-world.ts';
import type { TestDatabase } from '../../testing/test-database.ts';
import { changeEdit, made, TestDevice, type TestServer } from '../../testing/test-server.ts';
import { webhookAdministrator, type WebhookAdministrator } from '../../testing/webhook-world.ts';

const given = givenMailboxes('private e-mails');
const { run, send, servers, settingsOf } = given;
const kind = 'crm/private-email';

let database: TestDatabase;
let imap: Dovecot;
let test: TestServer;
let w: SalesWorld;
/** A member of Mia's team, whose mailbox is private, and an administrator. */
let meg: WebhookAdministrator;
let ada: WebhookAdministrator;
let megs: TestDevice;

beforeAll(async () => {
  if (!hasDovecot) return;
  ({ database, imap, test, w } = given.opened());
  meg = await webhookAdministrator(test, w.tenant, { name: 'Meg', role: 'admin' });
  ada = await webhookAdministrator(test, w.tenant, { name: 'Ada', role: 'admin' });
  megs = new TestDevice(w.tenant, meg.userId);
});
let users = 0;
/** Connects a mailbox of Meg's that is private. Returns its user. */
async function connect(): Promise<string> {
  const user = `private${(users += 1)}`;
  expect((await meg.ask('PUT /me/mailbox', settingsOf(user))).status).toBe(200);
  expect(await meg.ask('PUT /me/mailbox/keeping', { keeps: 'private' })).toMatchObject({ status: 200, body: { mailbox: { keeps: 'private' } } }); // prettier-ignore
  await run();
  return user;
}
let ids = 0;
const answerTo = (mail: string, body: string, more: Readonly<Record<string, string>> = {}): string =>
  `${Object.entries({ From: 'Cleo <cleo@example.com>', To: 'crm@fenwright.example', Subject: 'Secret subject', 'Message-ID': `<p${(ids += 1)}@example.com>`, References: `<${mail}@fenwright.example>`, ...more })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n${body}\r\n`; // prettier-ignore

async function erase(wanted: readonly string[], { withChildren }: { readonly withChildren: boolean }): Promise<void> {
  const eraser = await openAsRole(database.ownerUrl, 'outpost_eraser');
  const ports = { ...test.server.tenancy, database: eraser, signing: test.keys.signing };
  const order = { orderedBy: 'ticket 4711', reason: 'GDPR, article 17', isDry: false };
  const erased = await eraseRecords(ports, {
    orgId: w.tenant.orgId,
    ids: wanted,
    withChildren,
    withUnknown: false,
    ...order,
  });
  await eraser.close();
  expect(erased.ok).toBe(true);
}
type Kept = { readonly id: string; readonly owner: string; readonly life: string; readonly body: string };
const keptAbout = (deal: string, table = 'crm_private_email') =>
  w.tenant.rows<Kept>(`select id, owner_id as owner, life, fields ->> 'body' as body from store.${table} where fields ->> 'about' = $1 and fields ->> 'delivery' is null order by created_at, id`, [`crm/deal:${deal}`]); // prettier-ignore
async function holds(device: TestDevice): Promise<readonly string[]> {
  await device.pull();
  return [...device.holds(kind), ...device.holds('crm/activity')];
}
/** The edits of the button, as the app makes them. */
async function sharing(id: string): Promise<Parameters<TestDevice['do']>[0]> {
  const fields = (await w.tenant.fields(kind, id)) ?? {};
  const shared = sharedEmail({ entity: kind, life: 'alive', fields });
  if (!shared?.id) throw new Error('it cannot be shared');
  return [made(shared.id, shared.entity, shared.fields, { ownerId: meg.userId }), changeEdit(id, kind, { life: ['alive', 'deleted'] })]; // prettier-ignore
}

describe.each(servers)('[MBX-16] an e-mail that is private until it is shared, on %s', () => {
  it('[A-3c] belongs to the person of the mailbox alone: not to the owner of the deal, and to no administrator', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    await imap.deliver(user, answerTo(mail, 'Only for Meg'));
    await run();
    const [kept, ...more] = await keptAbout(deal);
    expect([kept, more]).toMatchObject([{ owner: meg.userId, life: 'alive', body: 'Only for Meg' }, []]);
    expect(await keptAbout(deal, 'crm_activity')).toEqual([]);
    const feed = await w.tenant.rows<{ token: string }>('select token from store.feed where id = $1', [kept?.id]);
    expect(feed).toEqual([{ token: `${kind}@user:${meg.userId}` }]);
    expect(await holds(megs)).toContain(kept?.id);
    for (const other of [w.ann, w.max, w.mia, w.vic, new TestDevice(w.tenant, ada.userId)]) {
      expect(await holds(other)).not.toContain(kept?.id);
      expect(JSON.stringify([other.history, ...other.held.values()])).not.toMatch(/Only for Meg|Secret subject/);
      const change = await other.do([changeEdit(kept?.id ?? '', kind, { life: ['alive', 'deleted'] })]);
      expect(change.refused).toMatchObject({ [kept?.id ?? '']: { code: 'records/not-found' } });
    }
  });

  it('is not in the lists of anybody else, and analysts have no view of such records', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    await imap.deliver(user, answerTo(mail, 'Only for Meg'));
    await run();
    const [kept] = await keptAbout(deal);
    const question = listQuerySchema.parse({ entity: kind, sort: [{ field: 'id', direction: 'asc' }], limit: 100 });
    const ports = { ...test.server.tenancy, clock: test.clock };
    const listed = async (userId: string): Promise<readonly string[]> => {
      const answer = await askList(ports, { orgId: w.tenant.orgId, userId }, question);
      return answer.ok ? answer.value.rows.map(({ id }) => id) : [answer.code];
    };
    expect(await listed(meg.userId)).toContain(kept?.id);
    for (const userId of [ada.userId, w.ann.userId, w.mia.userId]) expect(await listed(userId)).toEqual([]);
    const views = await w.tenant.rows(`select viewname from pg_views where schemaname = 'report' and viewname in ('crm_private_email', 'platform_notice')`); // prettier-ignore
    expect(views).toEqual([]);
  });

  it('[MBX-21] is shared by one act, and private again by one undo', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    await imap.deliver(user, answerTo(mail, 'Nine is fine.'));
    await run();
    const [kept] = await keptAbout(deal);
    const id = kept?.id ?? '';
    const share = megs.act(await sharing(id));
    await megs.push([share]);
    const [shared] = await keptAbout(deal, 'crm_activity');
    expect(shared).toMatchObject({ owner: meg.userId, life: 'alive', body: 'Nine is fine.' });
    expect(await holds(w.mia)).toContain(shared?.id);
    expect(await keptAbout(deal)).toMatchObject([{ life: 'deleted' }]);
    expect((await megs.do([], { undoes: share.id })).refused).toEqual({});
    expect(await keptAbout(deal, 'crm_activity')).toMatchObject([{ id: shared?.id, life: 'deleted' }]);
    for (const other of [w.ann, w.mia]) expect(await holds(other)).not.toContain(id);
    expect(await holds(megs)).toContain(id);
    expect(await keptAbout(deal)).toMatchObject([{ life: 'alive' }]);
  });

  it('[MBX-21] is shared once, whichever of two devices of its person shares it', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    await imap.deliver(user, answerTo(mail, 'Once'));
    await run();
    const edits = await sharing((await keptAbout(deal))[0]?.id ?? '');
    expect((await megs.do(edits)).refused).toEqual({});
    expect((await megs.twin().do(edits)).status).toBe('refused');
    expect((await keptAbout(deal, 'crm_activity')).map(({ body }) => body)).toEqual(['Once']);
  });

  it('comes once, also where the mailbox is numbered anew after it was shared or deleted, or is connected anew', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    await imap.deliver(user, answerTo(mail, 'Deleted'));
    await imap.deliver(user, answerTo(mail, 'Shared'));
    await run();
    const kept = await keptAbout(deal);
    const idOf = (body: string): string => kept.find((one) => one.body === body)?.id ?? '';
    await megs.do([changeEdit(idOf('Deleted'), kind, { life: ['alive', 'deleted'] })]);
    await megs.do(await sharing(idOf('Shared')));
    await imap.renumber(user);
    await run();
    expect((await keptAbout(deal)).map(({ life }) => life)).toEqual(['deleted', 'deleted']);
    expect(await keptAbout(deal, 'crm_activity')).toMatchObject([{ body: 'Shared', life: 'alive' }]);
    expect((await meg.ask('PUT /me/mailbox', settingsOf(user))).body).toMatchObject({ mailbox: { keeps: 'private' } });
  });

  it('stays private or deleted when the mailbox is read again after its person shares new e-mails', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    await imap.deliver(user, answerTo(mail, 'Private'));
    await imap.deliver(user, answerTo(mail, 'Deleted'));
    await run();
    const kept = await keptAbout(deal);
    await megs.do([changeEdit(kept.find(({ body }) => body === 'Deleted')?.id ?? '', kind, { life: ['alive', 'deleted'] })]); // prettier-ignore
    expect((await meg.ask('PUT /me/mailbox/keeping', { keeps: 'shared' })).status).toBe(200);
    await imap.renumber(user);
    await imap.deliver(user, answerTo(mail, 'For all'));
    await run();
    expect((await keptAbout(deal)).map(({ body, life }) => `${body} ${life}`).toSorted((a, b) => a.localeCompare(b))).toEqual(['Deleted deleted', 'Private alive']); // prettier-ignore
    expect((await keptAbout(deal, 'crm_activity')).map(({ body }) => body)).toEqual(['For all']);
  });

  it('[SEQ-3] stops the sequence that began before it, and an automatic one does not', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    const [sequence, version, enrolment] = [w.id(), w.id(), w.id()];
    const own = { ownerId: w.mia.userId };
    const steps = [{ id: 'wait', kind: 'wait', count: 1, unit: 'hour' }, { id: 'two', kind: 'email', template: w.id() }]; // prettier-ignore
    const now = new Date(test.clock.nowMs()).toISOString();
    const started = await w.mia.do([
      made(sequence, 'crm/sequence', { name: 'After the fair', about: 'crm/deal', purpose: 'contract' }, own),
      made(version, 'crm/sequence-version', { name: 'Version 1', sequence, steps }, own),
      made(enrolment, 'crm/enrolment', { name: 'After the fair: Deal', about: `crm/deal:${deal}`, sequence, sequenceVersion: version, toAddress: 'cleo@example.com', letters: { two: { subject: 'Again', words: 'Two' } }, status: 'active', place: 0, nextAt: now }, own),
    ]); // prettier-ignore
    expect(started.refused).toEqual({});
    await run();
    await imap.deliver(user, answerTo(mail, 'I am away.', { 'Auto-Submitted': 'auto-replied' }));
    await run();
    expect(await w.tenant.fields('crm/enrolment', enrolment)).toMatchObject({ status: 'active' });
    await imap.deliver(user, answerTo(mail, 'Thank you'));
    await run();
    expect(await w.tenant.fields('crm/enrolment', enrolment)).toMatchObject({ status: 'stopped', stoppedBy: 'reply' });
    expect(await keptAbout(deal, 'crm_activity')).toEqual([]);
  });

  it('[CMP-12] stops the later messages of a campaign, as a shared one does', async () => {
    const user = await connect();
    const own = { ownerId: w.mia.userId };
    const [contact, template, version, campaign] = [w.id(), w.id(), w.id(), w.id()];
    const steps = [
      { id: 'wait-1', kind: 'wait', count: 2, unit: 'hour' },
      { id: 'again', kind: 'email', template },
    ];
    const plan = { where: { field: 'tags', op: 'has-any', value: ['fair'] }, living: false, variants: [{ id: 'a', templateVersion: version }], test: null, window: null, perHour: 100, cost: null, dealDays: 60, steps, letters: { again: version } }; // prettier-ignore
    const started = await w.mia.do([
      made(contact, 'crm/contact', { name: 'Maris Oakhurst', tags: ['fair'], email: 'maris@example.com' }, own),
      made(template, 'crm/template', { name: 'Autumn', about: 'crm/contact' }, own),
      made(version, 'crm/template-version', { template, subject: 'Autumn', words: 'Dear Maris', frame: houseFrame }, own),
      made(campaign, 'crm/campaign', { name: 'Autumn', about: 'crm/contact', purpose: 'contract', channel: 'email', status: 'running', plan }, own),
    ]); // prettier-ignore
    expect(started.refused).toEqual({});
    await run();
    await run();
    const messages = () => w.tenant.rows<{ id: string; status: string }>(`select id, fields ->> 'deliveryStatus' as status from store.crm_activity where fields ->> 'campaign' = $1`, [campaign]); // prettier-ignore
    const [first] = await messages();
    expect(first).toMatchObject({ status: 'sent' });
    await imap.deliver(user, answerTo(first?.id ?? '', 'Please call me'));
    await run();
    await run(2 * 3_600_000);
    expect(await messages()).toHaveLength(1);
    expect(await w.tenant.rows('select ended from store.campaign_walk where campaign_id = $1', [campaign])).toEqual([{ ended: 'replied' }]); // prettier-ignore
  });

  it('its files stay in the mailbox, and nobody learns their names', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    const body = '--q\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n--q\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="plan.pdf"\r\n\r\n%PDF\r\n--q--'; // prettier-ignore
    await imap.deliver(user, answerTo(mail, body, { 'MIME-Version': '1.0', 'Content-Type': 'multipart/mixed; boundary=q' })); // prettier-ignore
    await run();
    expect((await keptAbout(deal)).map((one) => one.body)).toEqual(['See below.\n\nAttached, and only in your mailbox: plan.pdf']); // prettier-ignore
    expect(await w.tenant.rows(`select id from store.platform_file where fields ->> 'about' = $1`, [`crm/deal:${deal}`])).toEqual([]); // prettier-ignore
  });

  it.each([
    ['is erased with the children of its deal', true, []],
    ['stays where an order spares the children', false, ['alive']],
  ] as const)('[P-5] %s, as an activity does', async (_, withChildren, lives) => {
    const user = await connect();
    const { deal, mail } = await send();
    await imap.deliver(user, answerTo(mail, 'Beeblebrox writes'));
    await run();
    await erase([deal], { withChildren });
    expect((await keptAbout(deal)).map(({ life }) => life)).toEqual(lives);
    if (withChildren) expect(JSON.stringify(await w.tenant.journal())).not.toContain('Beeblebrox');
  });

  it('[P-5] is erased with the activity that a copy of it became, in every mailbox and where it was shared', async () => {
    const user = await connect();
    const adas = new TestDevice(w.tenant, ada.userId);
    expect((await ada.ask('PUT /me/mailbox', settingsOf(`${user}-ada`))).status).toBe(200);
    expect((await ada.ask('PUT /me/mailbox/keeping', { keeps: 'private' })).status).toBe(200);
    await run();
    const { deal, mail } = await send();
    const letter = answerTo(mail, 'Trillian writes');
    await imap.deliver(user, letter);
    await imap.deliver(`${user}-ada`, letter);
    await run();
    const copies = await keptAbout(deal);
    expect(copies.map(({ owner }) => owner).toSorted((a, b) => a.localeCompare(b))).toEqual([meg.userId, ada.userId].toSorted((a, b) => a.localeCompare(b))); // prettier-ignore
    await megs.do(await sharing(copies.find(({ owner }) => owner === meg.userId)?.id ?? ''));
    const [shared] = await keptAbout(deal, 'crm_activity');
    expect(await holds(adas)).toContain(shared?.id);
    await erase([shared?.id ?? ''], { withChildren: false });
    expect(await keptAbout(deal)).toEqual([]);
    expect(JSON.stringify(await w.tenant.journal())).not.toContain('Trillian writes');
    await ada.ask('DELETE /me/mailbox');
  });

  it('[P-5] is erased with the record that it is about, also where its owner deleted it and it passed the horizon', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    await imap.deliver(user, answerTo(mail, 'Zarniwoop writes'));
    await run();
    const [copy] = await keptAbout(deal);
    await megs.do([changeEdit(copy?.id ?? '', kind, { life: ['alive', 'deleted'] })]);
    const [clock] = await w.tenant.rows<{ head: number }>('select head from store.clock');
    expect(await passHorizon(test.server.tenancy, w.tenant.orgId, clock?.head ?? 0)).toBeGreaterThan(0);
    expect(await keptAbout(deal)).toEqual([]);
    expect(JSON.stringify(await w.tenant.journal())).toContain('Zarniwoop writes');
    await erase([deal], { withChildren: true });
    expect(JSON.stringify(await w.tenant.journal())).not.toContain('Zarniwoop writes');
  });

  it('the setting counts from the next e-mail on; without a mailbox it is refused', async () => {
    const user = await connect();
    const { deal, mail } = await send();
    expect((await meg.ask('PUT /me/mailbox/keeping', { keeps: 'shared' })).status).toBe(200);
    await imap.deliver(user, answerTo(mail, 'For all'));
    await run();
    expect(await keptAbout(deal)).toEqual([]);
    expect(await keptAbout(deal, 'crm_activity')).toMatchObject([{ body: 'For all', owner: w.mia.userId }]);
    expect(await ada.ask('PUT /me/mailbox/keeping', { keeps: 'private' })).toMatchObject({ status: 400 });
  });
});
