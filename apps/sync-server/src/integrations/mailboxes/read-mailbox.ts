import { createHash } from 'node:crypto';
import { isAutomatic, isSenderForged, messageIdIn } from '@outpost/domain/kernel/messages/mail-heads';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import { isMailReport, type ReturnedMail } from '@outpost/domain/kernel/messages/mail-returns';
import { accept } from '@outpost/domain/kernel/refusal';
import { inTenant, type Transaction } from '../../db/database.ts';
import {
  keepPlace,
  type Mailbox,
  type MailboxPlace,
  readMailboxAddresses,
  readMailboxKeeping,
} from '../../gateway/mailboxes/mailbox.ts';
import { type Inbox, type MailHead, openInbox } from '../imap/inbox.ts';
import { readReturned } from '../imap/read-returned.ts';
import { readMail } from '../imap/read-mail.ts';
import type { FileKeeping } from '../received-files/keep-received-file.ts';
import { keepAttachments } from './keep-attachments.ts';
import { type MailboxAccessPorts, mailboxSecretOf } from './mailbox-access.ts';
import type { KeepAlone, MailReceiving } from './mail-receiver.ts';
import { actAsServer } from '../../tenancy/act-as.ts';
import { openService, type Service, type ServicePorts } from '../../jobs/service/service.ts';

export type MailboxPorts = ServicePorts &
  MailboxAccessPorts & {
    /** MBX-7: keeps what came back about an e-mail of ours. Returns whether it was one. Left out: nothing is kept of it. */
    readonly noteReturned?: (orgId: string, returned: ReturnedMail) => Promise<boolean>;
    /** The store of files. Left out: attachments stay in the mailbox. */
    readonly fileKeeping?: FileKeeping;
    /** The pack that keeps e-mails. Undefined: no mailbox is read. */
    readonly mailReceiver: MailReceiving | undefined;
  };

/** Chosen: the heads that are asked for at once. */
const mostHeads = 100;
/** Chosen: a piece ends after so many heads or so long, and the next one goes on. A claim lasts longer (`mailbox.ts`). */
const mostOfPiece = 1_000;
const pieceMs = 60_000;
/** Chosen: the largest e-mail that is read whole. Of a larger one the first bytes are read, where its text is. */
const mostBytes = 10 * 1_048_576;
const firstBytes = 262_144;
/** Chosen: a report returns the head of an e-mail, and some return all of it behind. */
const mostReportBytes = 1_048_576;
/** Chosen: an e-mail at which the server itself fails so often is passed over. */
const mostFailures = 5;
const dayMs = 86_400_000;

/** Thrown where another server has claimed the mailbox meanwhile. */
export class LostClaim extends Error {}

type Reading = {
  readonly ports: MailboxPorts;
  readonly orgId: string;
  readonly mailbox: Mailbox;
  readonly service: Service;
  readonly receiver: MailReceiving['receiver'];
  readonly inbox: Inbox;
  /** Addresses of the organisation's own mailboxes. */
  readonly own: ReadonlySet<string>;
};

/**
 * MBX-1: reads the next piece of a mailbox that this server has claimed. Its place is kept after each e-mail that brought something, and after each page of
 * heads, so a server that stops in between reads some of them again, which changes nothing. Returns whether there is more. Throws `InboxFault`.
 */
export async function readMailbox(ports: MailboxPorts, orgId: string, mailbox: Mailbox): Promise<'done' | 'more'> {
  const { database, mailReceiver, clock } = ports;
  const service = mailReceiver && (await openService(ports, mailReceiver.account, orgId));
  // Nothing is read for a person who has no rights here any more.
  if (!service || !(await service.as(mailbox.personId))) return 'done';
  const secret = await mailboxSecretOf(ports, orgId, mailbox);
  const own = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) => readMailboxAddresses(tx, orgId));
  const inbox = await openInbox({ ...mailbox, secret }, { guard: ports.outgoing ?? {}, withinMs: 2 * pieceMs });
  try {
    const reading = { ports, orgId, mailbox, service, receiver: mailReceiver.receiver, inbox, own };
    const endsMs = clock.nowMs() + pieceMs;
    let place = await startOf(reading);
    const uids = (await inbox.uidsAfter(place.lastUid)).slice(0, mostOfPiece + 1);
    for (let at = 0; at < Math.min(uids.length, mostOfPiece); at += mostHeads) {
      const page = uids.slice(at, Math.min(at + mostHeads, mostOfPiece));
      place = await readPage(reading, place, page);
      if (clock.nowMs() >= endsMs) return 'more';
    }
    return uids.length > mostOfPiece ? 'more' : 'done';
  } finally {
    await inbox.close();
  }
}

/**
 * Returns the place from which a mailbox is read. A new one begins with the next e-mail. Where the server has numbered its e-mails anew
 * (RFC 3501, section 2.3.1.1), it begins a day before the last reading: what was kept before is recognised.
 */
async function startOf(reading: Reading): Promise<MailboxPlace> {
  const { mailbox, inbox } = reading;
  if (mailbox.uidValidity === inbox.uidValidity) return mailbox;
  const since = Date.parse(mailbox.readAt ?? mailbox.madeAt) - dayMs;
  const again = mailbox.uidValidity === null ? [] : await inbox.uidsSince(new Date(since));
  const lastUid = (again[0] ?? inbox.nextUid) - 1;
  return keep(reading, { ...mailbox, uidValidity: inbox.uidValidity, lastUid, failedUid: null, failures: 0 });
}

async function keep({ ports, orgId, mailbox }: Reading, place: MailboxPlace): Promise<MailboxPlace> {
  const { id, fence } = mailbox;
  const isOurs = await inTenant(ports.database, { orgId, mode: 'write' }, (tx: Transaction) => keepPlace(tx, orgId, { id, fence, place })); // prettier-ignore
  if (!isOurs) throw new LostClaim();
  return place;
}

async function readPage(reading: Reading, start: MailboxPlace, uids: readonly number[]): Promise<MailboxPlace> {
  let place = start;
  for (const head of await reading.inbox.heads(uids)) {
    const done = await readOne(reading, head, place.failedUid === head.uid ? place.failures : 0).catch(
      async (error: unknown) => {
        const { lastUid, failures } = place;
        const count = place.failedUid === head.uid ? failures + 1 : 1;
        await keep(reading, {
          ...place,
          lastUid: Math.max(lastUid, head.uid - 1),
          failedUid: head.uid,
          failures: count,
        });
        if (count < mostFailures) throw error;
        reading.ports.log.error({ orgId: reading.orgId, mailbox: reading.mailbox.id, err: error }, 'an e-mail could not be read, and is passed over'); // prettier-ignore
        return 'skipped' as const;
      },
    );
    if (done === 'passed') continue;
    const counts = { kept: place.kept + (done === 'kept' ? 1 : 0), skipped: place.skipped + (done === 'skipped' ? 1 : 0) }; // prettier-ignore
    place = await keep(reading, { ...place, ...counts, lastUid: head.uid, failedUid: null, failures: 0 });
  }
  return keep(reading, { ...place, lastUid: uids.at(-1) ?? place.lastUid });
}

/** Reads one e-mail. `passed`: it answers nothing of ours, so its words stay in the mailbox. */
async function readOne({ ports, orgId, mailbox, service, receiver, inbox, own }: Reading, head: MailHead, tries: number): Promise<'kept' | 'passed'> {
  if (isMailReport(head.headers) && !isSenderForged(head.headers) && ports.noteReturned) {
    const report = await inbox.source(head.uid, mostReportBytes);
    const returned = report && (await readReturned(report));
    if (returned && (await ports.noteReturned(orgId, returned))) return 'passed'; // its record says so
  }
  if (head.from !== undefined && own.has(head.from)) return 'passed';
  const answered = await receiver.answered(service, head);
  if (!answered.ok) throw new Error(`An e-mail could not be placed: ${answered.code}`);
  if (!answered.value) return 'passed';
  const isCut = head.sizeBytes > mostBytes;
  const source = await inbox.source(head.uid, isCut ? firstBytes : mostBytes);
  if (!source) return 'passed'; // deleted meanwhile
  const words = await readMail(source, { isCut });
  const key = messageIdIn(head.headers) ?? createHash('sha256').update(source).digest('hex');
  // Asked before each e-mail: its person may have changed it while the mailbox is read.
  const keeps = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) => readMailboxKeeping(tx, orgId, mailbox.id));
  if (keeps === undefined) throw new LostClaim(); // disconnected meanwhile, or connected anew
  const mail = {
    tries,
    key,
    at: head.at ?? service.now,
    from: head.from,
    isAutomatic: isAutomatic(head.headers),
    isForged: isSenderForged(head.headers),
    words,
    alone: aloneFor(ports, { orgId, personId: mailbox.personId, key, tries, isWanted: keeps === 'private' }),
    keepFiles: (about: string) =>
      keepAttachments({ orgId, userId: mailbox.personId, catalogue: service.catalogue, key, attachments: words.attachments, keeping: ports.fileKeeping }, about), // prettier-ignore
  };
  const done = await receiver.keep(service, mail, answered.value);
  if (done.ok) return done.value ? 'kept' : 'passed';
  if (done.code === 'records/parent-gone') return 'passed'; // its record was deleted
  ports.log.warn({ orgId, mailbox: mailbox.id, code: done.code, details: done.details }, 'an e-mail that came in was not kept'); // prettier-ignore
  throw new Error(`An e-mail that came in was not kept: ${done.code}`); // it names neither the sender nor the words
} // prettier-ignore

type AloneFor = {
  readonly orgId: string;
  readonly personId: string;
  readonly key: string;
  readonly tries: number;
  readonly isWanted: boolean;
};

/** MBX-16: how the server writes a record for the person of a mailbox alone. No service may: the records of one person are out of its reach (A-3c). */
function aloneFor(ports: MailboxPorts, { orgId, personId, key, tries, isWanted }: AloneFor): KeepAlone {
  return {
    personId,
    isWanted,
    wasKept: (id) => inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) => isInJournal(tx, orgId, id)),
    async keep(made) {
      const id = hashedId('act of private e-mail', orgId, personId, key, String(tries));
      const done = await actAsServer(ports, { orgId }, { id, label: 'Received an e-mail', edits: [made] });
      if (done.ok) return accept(true);
      return done.code === 'records/exists' ? accept(false) : done; // kept before
    },
  };
} // prettier-ignore

/** Returns whether the journal has an entry about a record. Entries outlive the record and its words. */
async function isInJournal(tx: Transaction, orgId: string, id: string): Promise<boolean> {
  const rows = await tx.query('select n from store.journal where org_id = $1 and record = $2 limit 1', [orgId, id]);
  return rows.length > 0;
}
