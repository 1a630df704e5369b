import { beforeAll, describe, expect, it } from 'vitest';
import { type Dovecot, hasDovecot } from '../../testing/mail/dovecot.ts';
import { givenMailboxes } from '../../testing/mail/mailbox-world.ts';
import type { SalesWorld } from '../../testing/sales-world.ts';
import type { TestServer } from '../../testing/test-server.ts';
import { webhookAdministrator } from '../../testing/webhook-world.ts';

const given = givenMailboxes('e-mails that came back');
const { run, servers, settingsOf } = given;

let imap: Dovecot;
let test: TestServer;
let w: SalesWorld;
const user = 'crm';

beforeAll(async () => {
  if (!hasDovecot) return;
  ({ imap, test, w } = given.opened());
  const meg = await webhookAdministrator(test, w.tenant, { name: 'Meg', role: 'member' });
  const { status } = await meg.ask('PUT /me/mailbox', settingsOf(user, 'crm@fenwright.example'));
  if (status !== 200) throw new Error(`The mailbox was not connected: ${status}`);
  await run();
});
/** Sends an e-mail about a new deal, to an address of its own. */
async function send(to = `${w.id()}@example.com`) {
  return { ...(await given.send(to)), to };
}
const outcome = async (mail: string) => {
  const fields = await w.tenant.fields('crm/activity', mail);
  return [fields?.['deliveryStatus'], fields?.['deliveryError']];
};
const suppressed = (address: string) =>
  w.tenant.rows<{ reason: string; covers: string | null }>(
    `select fields ->> 'reason' as reason, fields ->> 'covers' as covers from store.crm_suppression where lower(fields ->> 'address') = lower('${address}')`, // prettier-ignore
  );
const cameTo = (deal: string) =>
  w.tenant.rows<{ subject: string }>(`select fields ->> 'subject' as subject from store.crm_activity where fields ->> 'about' = 'crm/deal:${deal}' and fields ->> 'delivery' is null`); // prettier-ignore

type Report = {
  readonly messageId: string;
  readonly status?: string;
  readonly returned?: string;
  readonly head?: string;
};
/** An e-mail of a mail server (RFC 3464). `status`: the second group of its delivery status. */
const reportOf = ({ messageId, status = '', returned = 'message/rfc822', head = '' }: Report): string =>
  [
    'From: Mail Delivery Subsystem <mailer-daemon@mx.example.com>',
    'To: crm@fenwright.example',
    'Subject: Undelivered Mail Returned to Sender',
    'Return-Path: <>',
    'Auto-Submitted: auto-replied',
    `${head}Content-Type: multipart/report; report-type=delivery-status; boundary="B"`,
    'MIME-Version: 1.0',
    '',
    '--B',
    'Content-Type: text/plain',
    '',
    'I am sorry.',
    '--B',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.com',
    '',
    status,
    '',
    '--B',
    `Content-Type: ${returned}`,
    '',
    'Subject: Your offer',
    `Message-ID: ${messageId}`,
    '',
    'Dear Cleo',
    '--B--',
    '',
  ].join('\r\n');
const statusOf = (to: string, status: string, action = 'failed'): string =>
  `Final-Recipient: rfc822; ${to}\r\nAction: ${action}\r\nStatus: ${status}\r\nDiagnostic-Code: smtp; 550 ${status} No such user`;
const idOf = (mail: string): string => `<${mail}@fenwright.example>`;
/** A complaint (RFC 5965). */
const complaintOf = (messageId: string, feedback: string): string =>
  reportOf({ messageId, returned: 'text/rfc822-headers' })
    .replace('report-type=delivery-status', 'report-type=feedback-report')
    .replace(/message\/delivery-status[\s\S]*?\r\n--B/, `message/feedback-report\r\n\r\nFeedback-Type: ${feedback}\r\nUser-Agent: Net/1.0\r\nVersion: 1\r\n\r\n--B`); // prettier-ignore
async function deliver(...mails: readonly string[]): Promise<void> {
  for (const mail of mails) await imap.deliver(user, mail);
  await run();
}

describe.each(servers)('[MBX-7] a mail server’s report in a mailbox on %s', () => {
  it.each(['message/rfc822', 'text/rfc822-headers'])(
    'that an e-mail came back for good marks it and suppresses its address, once (%s)',
    async (returned) => {
      const { deal, mail, to } = await send();
      const report = reportOf({ messageId: idOf(mail), status: statusOf(to.toUpperCase(), '5.1.1'), returned });
      await deliver(report, report);
      await deliver(report);
      expect(await outcome(mail)).toEqual(['returned', 'It came back: 550 5.1.1 No such user']);
      expect(await suppressed(to)).toEqual([{ reason: 'bounce', covers: null }]);
      expect(await cameTo(deal)).toEqual([]); // the e-mail itself says so
      const next = await send(to);
      expect((await outcome(next.mail))[1]).toMatch(/\(MSG-3\)\.$/);
    },
  );

  it.each(['4.2.2', '4.4.7', '5.2.2', '5.7.1'])(
    'with the status %s marks it, and suppresses nothing',
    async (status) => {
      const { mail, to } = await send();
      await deliver(reportOf({ messageId: idOf(mail), status: statusOf(to, status) }));
      expect((await outcome(mail))[0]).toBe('returned');
      expect(await suppressed(to)).toEqual([]);
    },
  );

  it('about an address to which its receiver forwards marks it, and suppresses neither', async () => {
    const { mail, to } = await send();
    await deliver(reportOf({ messageId: idOf(mail), status: statusOf('other@example.org', '5.1.1') }));
    expect((await outcome(mail))[0]).toBe('returned');
    expect([await suppressed(to), await suppressed('other@example.org')]).toEqual([[], []]);
  });

  it('that it waits changes nothing; that it arrived is noted', async () => {
    const { mail, to } = await send();
    await deliver(reportOf({ messageId: idOf(mail), status: statusOf(to, '4.4.1', 'delayed') }));
    expect(await outcome(mail)).toEqual(['sent', undefined]);
    await deliver(reportOf({ messageId: idOf(mail), status: statusOf(to, '2.0.0', 'delivered') }));
    expect(await outcome(mail)).toEqual(['delivered', undefined]);
  });

  it('changes nothing where it is forged, altered or not whole', async () => {
    const { mail, to } = await send();
    const [status, other] = [statusOf(to, '5.1.1'), w.id()];
    const whole = reportOf({ messageId: idOf(mail), status });
    const forgeries = [
      reportOf({ messageId: idOf(other), status }),
      reportOf({ messageId: `<${mail.slice(0, -1)}x@fenwright.example>`, status }),
      reportOf({ messageId: `<x${mail}@fenwright.example>`, status }),
      reportOf({ messageId: mail, status }),
      reportOf({ messageId: '', status }),
      reportOf({ messageId: `<one@example.com>\r\n\r\nMessage-ID: ${idOf(mail)}`, status }), // in the words
      reportOf({ messageId: idOf(mail), status: '' }),
      reportOf({ messageId: idOf(mail), status: `Final-Recipient: rfc822; ${to}\r\nAction: failed` }),
      reportOf({ messageId: idOf(mail), status, returned: 'text/plain' }),
      reportOf({ messageId: idOf(mail), status, returned: 'application/octet-stream' }),
      reportOf({ messageId: idOf(mail), status, head: 'Authentication-Results: mx.fenwright.example; dmarc=fail\r\n' }),
      whole.replace('multipart/report; report-type=delivery-status;', 'multipart/mixed;'),
      whole.slice(0, whole.indexOf('message/rfc822') - 20),
      whole.replaceAll('--B', '--C'),
      complaintOf(idOf(other), 'abuse'),
      complaintOf(idOf(mail), 'not-spam'),
      complaintOf(idOf(mail), ''),
    ];
    await deliver(...forgeries);
    expect(await outcome(mail)).toEqual(['sent', undefined]);
    expect(await suppressed(to)).toEqual([]);
    await deliver(whole);
    expect((await outcome(mail))[0]).toBe('returned');
  });

  it('with many thousand parts is passed over, and the next one is read', async () => {
    const { mail, to } = await send();
    const status = statusOf(to, '5.1.1');
    const many = reportOf({ messageId: idOf(mail), status: `${status}\r\n${'--B\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(10_000)}` }); // prettier-ignore
    await deliver(many);
    expect(await outcome(mail)).toEqual(['sent', undefined]);
    await deliver(reportOf({ messageId: idOf(mail), status }));
    expect((await outcome(mail))[0]).toBe('returned');
  });
});

describe.each(servers)('[MBX-8] a complaint in a mailbox on %s', () => {
  it.each([
    ['abuse', 'complaint', null],
    ['opt-out', 'opt-out', 'offers'],
  ])('of the kind %s suppresses the address', async (feedback, reason, covers) => {
    const { mail, to } = await send();
    await deliver(complaintOf(idOf(mail), feedback), complaintOf(idOf(mail), feedback));
    expect(await outcome(mail)).toEqual(['delivered', undefined]);
    expect(await suppressed(to)).toEqual([{ reason, covers }]);
  });
});
