import { z } from 'zod';
import type { Database, Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { dressedHtml, organisationOf } from './dressed-mail.ts';
import { type InlinePicture, type LookPorts, type MailLook, organisationLook } from './organisation-look.ts';

/** A mail about an account, to one address. Text and HTML have the same words. */
export type AccountMail = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Absent: an earlier build queued the mail. */
  readonly html?: string | undefined;
  /** NTF-4: a try of unknown outcome is not repeated. Absent: it is, because a lost mail locks somebody out. */
  readonly once?: true | undefined;
};

/** A mail as it is sent: in the look of its organisation, with the pictures that its HTML names. */
export type DressedMail = AccountMail & { readonly id: string; readonly pictures?: readonly InlinePicture[] };

/** Sends a mail. `id` is the same at each try. `later`: the mail server did not take it. `unclear`: it is not known whether it did. */
export type SendAccountMail = (mail: DressedMail) => Promise<'sent' | 'refused' | 'later' | 'unclear'>;

const purpose = 'mail about an account';
const mailSchema = z.strictObject({
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string().optional(),
  once: z.literal(true).optional(),
});

/** Chosen: a mail server that is restarted is back, and a code has not expired. */
const firstWaitMs = 15_000;
const longestWaitMs = 600_000;
/** The time that a worker has for one mail, before another worker takes it. */
const leaseMs = 60_000;
/** A try that has taken longer than this ended with its server: its outcome is unknown. Chosen: longer than any mail server is waited for. */
const abandonedAfterMs = 15 * 60_000;
/** Chosen: a worker turns to other work after this many. */
const mailsAtOnce = 50;

type OutboxPorts = Pick<IdentityPorts, 'ids' | 'clock' | 'keys'>;

/**
 * Queues a mail within the transaction of its event, so that there is no mail without the event and none is lost.
 * `mail` null: for an unknown address, where a row is written and nothing is sent. `forMs`: after this time the mail is not sent
 * any more.
 */
export async function queueMail(
  tx: Transaction,
  { mail, forMs }: { readonly mail: AccountMail | null; readonly forMs: number },
  { ids, clock, keys }: OutboxPorts,
): Promise<void> {
  const nowMs = clock.nowMs();
  const sealed = keys.seal(JSON.stringify(mail ?? { to: '', subject: '', text: '' }), purpose);
  await tx.query('insert into auth.mail (id, sealed, is_empty, due_ms, expires_ms) values ($1, $2, $3, $4, $5)', [
    ids.newId(),
    sealed,
    mail === null,
    nowMs,
    nowMs + forMs,
  ]);
}

/** Chosen: a notice is useful for a week. */
export const noticeForMs = 7 * 86_400_000;

/**
 * Queues a notice within the transaction of its event, if this server sends mail. Call `accountMail.queued` after the
 * transaction, so that it is sent immediately.
 */
export async function queueNotice(
  tx: Transaction,
  mail: AccountMail,
  ports: OutboxPorts & Pick<IdentityPorts, 'accountMail'>,
): Promise<void> {
  if (ports.accountMail) await queueMail(tx, { mail, forMs: noticeForMs }, ports);
}

/** Queues a notice that must not arrive twice: it is not sent again after a try of unknown outcome. Otherwise as `queueNotice`. */
export const queueNoticeOnce = (
  tx: Transaction,
  mail: AccountMail,
  ports: OutboxPorts & Pick<IdentityPorts, 'accountMail'>,
): Promise<void> => queueNotice(tx, { ...mail, once: true }, ports);

/** Queues a notice to an address, if this server sends mail. */
export async function tellAddress(
  mail: AccountMail,
  ports: OutboxPorts & Pick<IdentityPorts, 'database' | 'accountMail'>,
): Promise<void> {
  if (!ports.accountMail) return;
  await ports.database.transaction('write', (tx) => queueMail(tx, { mail, forMs: noticeForMs }, ports));
  ports.accountMail.queued();
}

/** Reads the mails that wait to be sent. A mail that cannot be read is left out: it is never sent. */
export async function waitingMails(
  tx: Transaction,
  { keys }: Pick<IdentityPorts, 'keys'>,
): Promise<readonly { readonly id: string; readonly mail: AccountMail }[]> {
  const rows = await tx.query<Pick<Waiting, 'id' | 'sealed'>>('select id, sealed from auth.mail where not is_empty');
  const found: { readonly id: string; readonly mail: AccountMail }[] = [];
  for (const { id, sealed } of rows) {
    const mail = await mailIn(sealed, keys);
    if (mail) found.push({ id, mail });
  }
  return found;
}

/** Returns the mail in an encrypted text; undefined for a text that cannot be read. */
async function mailIn(sealed: string, keys: IdentityPorts['keys']): Promise<AccountMail | undefined> {
  const text = await keys.unseal(sealed, purpose);
  return text === undefined ? undefined : mailSchema.safeParse(JSON.parse(text)).data;
}

type Waiting = {
  readonly id: string;
  readonly sealed: string;
  readonly is_empty: boolean;
  readonly expires_ms: number;
  readonly tries: number;
};

export type SendPorts = Pick<IdentityPorts, 'clock' | 'keys'> & {
  readonly database: Database;
  /** Reads the logo of an organisation. Left out: mails have none. */
  readonly readContent?: LookPorts['readContent'];
  readonly send: SendAccountMail;
  readonly log: { readonly warn: (details: object, message: string) => void };
};

const unclearWords = 'it is not known whether a mail arrived; it is not sent again';

/** NTF-4: notes that a try begins. False where another one has begun: it may still run, or its server stopped in it. */
async function beginTry({ database, clock, log }: Pick<SendPorts, 'database' | 'clock' | 'log'>, id: string): Promise<boolean> {
  const nowMs = clock.nowMs();
  return database.transaction('write', async (tx) => {
    const begun = await tx.query('update auth.mail set begun_ms = $2 where id = $1 and begun_ms is null returning id', [id, nowMs]);
    if (begun.length > 0) return true;
    const ended = await tx.query('delete from auth.mail where id = $1 and begun_ms <= $2 returning id', [id, nowMs - abandonedAfterMs]);
    if (ended.length > 0) log.warn({ mail: id }, unclearWords);
    return false;
  });
} // prettier-ignore

/**
 * Sends the mails that are due. A mail is sent again where its outcome is not known: two of the same are harmless, a lost one locks
 * somebody out. A mail that must arrive once is not. The log has no address. Returns whether more may be waiting.
 */
export async function sendMails({
  database,
  clock,
  keys,
  send,
  log,
  readContent,
}: SendPorts): Promise<'done' | 'more'> {
  const nowMs = clock.nowMs();
  const due = await database.transaction('write', async (tx) => {
    await tx.query('delete from auth.mail where expires_ms <= $1 or is_empty', [nowMs]);
    return tx.query<Waiting>(
      `update auth.mail m set tries = m.tries + 1, due_ms = $1::bigint + ${leaseMs}
       where id in (select id from auth.mail where due_ms <= $1 order by due_ms, id limit ${mailsAtOnce} for update skip locked)
       returning id, sealed, is_empty, expires_ms, tries`,
      [nowMs],
    );
  });
  const inOrder = due.toSorted((a, b) => (a.id < b.id ? -1 : 1)); // an update returns rows in any order; ids are of their time
  const looks = new Map<string, MailLook | undefined>(); // a batch of invitations reads the look of its organisation once
  const dressed = async (mail: AccountMail): Promise<Omit<DressedMail, 'id'>> => {
    const orgId = mail.html === undefined ? undefined : organisationOf(mail.html);
    if (mail.html === undefined || orgId === undefined) return mail;
    if (!looks.has(orgId)) looks.set(orgId, await organisationLook({ database, readContent }, orgId));
    const { html, pictures } = dressedHtml(mail.html, looks.get(orgId));
    return { ...mail, html, ...(pictures.length === 0 ? {} : { pictures }) };
  };
  for (const { id, sealed, tries } of inOrder) {
    const read = await mailIn(sealed, keys);
    const isOnce = read?.once === true;
    if (isOnce && !(await beginTry({ database, clock, log }, id))) continue;
    const answer = read ? await send({ ...(await dressed(read)), id }) : 'refused'; // one that cannot be read never can
    const outcome = answer === 'unclear' && !isOnce ? 'later' : answer;
    if (outcome !== 'later') {
      if (outcome === 'refused') log.warn({ mail: id }, 'a mail about an account was refused');
      if (outcome === 'unclear') log.warn({ mail: id }, unclearWords);
      await database.transaction('write', (tx) => tx.query('delete from auth.mail where id = $1', [id]));
    } else {
      const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(tries - 1, 10));
      await database.transaction('write', (tx) =>
        tx.query('update auth.mail set due_ms = $2, begun_ms = null where id = $1', [id, clock.nowMs() + waitMs]),
      );
    }
  }
  return due.length === mailsAtOnce ? 'more' : 'done';
}

/** Chosen: mail that was postponed, or that another server queued, waits no longer than this. */
const roundEveryMs = 15_000;

/** Sends mails as they are queued, and looks for postponed ones in rounds. Returns the functions that wake it and stop it. */
export function startMailer(
  ports: Omit<SendPorts, 'log'> & {
    readonly log: SendPorts['log'] & { readonly error: (details: object, message: string) => void };
  },
): {
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
} {
  const state = { isStopped: false, isAsked: false, running: undefined as Promise<void> | undefined };
  const run = async (): Promise<void> => {
    while (state.isAsked && !state.isStopped) {
      state.isAsked = false;
      try {
        if ((await sendMails(ports)) === 'more') state.isAsked = true;
      } catch (error) {
        ports.log.error({ err: error }, 'sending mail about accounts failed; it is tried again');
      }
    }
    state.running = undefined;
  };
  const wake = (): void => {
    state.isAsked = true;
    state.running ??= run();
  };
  const timer = setInterval(wake, roundEveryMs);
  timer.unref();
  wake();
  return {
    wake,
    async stop() {
      state.isStopped = true;
      clearInterval(timer);
      await state.running;
    },
  };
}
