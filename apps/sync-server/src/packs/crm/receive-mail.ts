import { given } from '@outpost/domain/kernel/acts/given';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type Instant, refTarget } from '@outpost/domain/kernel/entities/fields';
import { messageIdIn, recordOfMessageId, referencesIn } from '@outpost/domain/kernel/messages/mail-heads';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { isOneAddress } from '@outpost/domain/kernel/text/email-address';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import type { RecordOf } from '@outpost/domain/kernel/entities/typed-record';
import { activity } from '@outpost/domain/packs/crm/entities/activity.entity';
import { privateEmail } from '@outpost/domain/packs/crm/entities/private-email.entity';
import type { MailHead } from '../../integrations/imap/inbox.ts';
import type { Service } from '../../jobs/service/service.ts';
import { noteAnswers } from './campaigns/note-answers.ts';
import { salesKinds } from './sales-kinds.ts';
import { stopByActivities } from './sequences/stop-enrolments.ts';
import type { AnsweredRecord, IncomingMail, MailReceiver } from '../../integrations/mailboxes/mail-receiver.ts';

/**
 * MBX-2: returns the e-mail of a timeline that one answers, the nearest of its thread. The ids of our e-mails are random, so only somebody who got one
 * can name it. An e-mail of ours that comes back to a mailbox answers nothing.
 */
async function answered(service: Service, { headers }: MailHead): Promise<Result<AnsweredRecord | undefined>> {
  const own = messageIdIn(headers);
  const ownRecord = own === undefined ? undefined : recordOfMessageId(own);
  const ids = referencesIn(headers).map((one) => recordOfMessageId(one) ?? service.idOf(activity, 'mail', one));
  if (ids.length === 0) return accept(undefined);
  const asked = [...ids, ...(ownRecord === undefined ? [] : [ownRecord])];
  const found = await service.list(activity, {
    where: {
      and: [
        { field: 'id', op: 'one-of', value: asked },
        { field: 'kind', op: 'is', value: 'email' },
      ],
    },
  });
  if (!found.ok) return found;
  const known = new Set<string>(found.value.map(({ id }) => id));
  if (ownRecord !== undefined && known.has(ownRecord)) return accept(undefined);
  const nearest = ids.find((id) => known.has(id));
  return accept(nearest === undefined ? undefined : { id: nearest });
}

/**
 * MBX-1: keeps an answer on the timeline of the e-mail that it answers, once, by one act. An automatic one, and one with a forged sender, is a note: it
 * stops no sequence (MBX-3, MBX-5).
 */
async function keep(service: Service, mail: IncomingMail, { id }: AnsweredRecord): Promise<Result<boolean>> {
  const newId = service.idOf(activity, 'mail', mail.key);
  const found = await service.list(activity, { where: { field: 'id', op: 'one-of', value: [id, newId] } });
  if (!found.ok) return found;
  const sent = found.value.find((one) => one.id === id);
  if (!sent || found.value.some((one) => one.id === newId)) return accept(false); // deleted meanwhile, or kept before
  const { alone } = mail;
  const privateId = service.idOf(privateEmail, 'mail', alone.personId, mail.key);
  // MBX-16: it stays private or deleted when the mailbox is read again, also where its person shares new e-mails by now.
  if (await alone.wasKept(privateId)) return accept(false);
  if (alone.isWanted) return keepForOne(service, mail, { sent, sharedAs: newId, privateId });
  const owner = sent.ownerId === null ? await ownerOf(service, sent.fields.about) : accept(sent.ownerId);
  if (!owner.ok) return owner;
  const { about, with: contact } = sent.fields;
  const files = mail.isForged
    ? { ids: [], edits: [], notes: unkept(mail.words.attachments) }
    : await mail.keepFiles(about);
  const made = given(
    activity,
    newId,
    {
      about,
      ...(contact === undefined ? {} : { with: contact }),
      ...(isNote(mail) ? { kind: 'note' } : { kind: 'email', direction: 'in' }),
      ...wordsOf(service, mail, files.notes),
      ...(files.ids.length === 0 ? {} : { attached: [...files.ids] }),
    },
    { ownerId: owner.value },
  );
  const done = await service.act({
    once: ['mail', mail.key, String(mail.tries)],
    label: 'Received an e-mail',
    edits: [...files.edits, made],
  });
  return done.ok ? accept(true) : done;
}

/** MBX-3, MBX-5: an automatic e-mail, and one with a forged sender, stops no sequence. */
const isNote = ({ isAutomatic, isForged }: IncomingMail): boolean => isAutomatic || isForged;

/** Returns the fields with the words of an e-mail. `notes`: sentences about what was not kept. */
function wordsOf({ now }: Service, { words, from, at, isAutomatic, isForged }: IncomingMail, notes: readonly string[]) {
  const what = isForged ? 'Perhaps forged: ' : isAutomatic ? 'Automatic answer: ' : '';
  const body = [
    words.said,
    words.left,
    ...(isForged ? ['The mail server found that this e-mail does not come from the address that it names.'] : []),
    ...notes,
  ].filter((part) => part !== '');
  return {
    ...(from !== undefined && isOneAddress(from) ? { fromAddress: from } : {}),
    subject: cutText(`${what}${words.subject === '' ? '(no subject)' : words.subject}`, 400),
    body: cutText(body.join('\n\n'), 20_000),
    ...(words.quoted === '' ? {} : { quoted: words.quoted }),
    happensAt: (at > now ? now : at) as Instant, // both are instants of this form
  };
}

type ForOne = {
  readonly sent: RecordOf<typeof activity>;
  readonly sharedAs: string;
  readonly privateId: RecordOf<typeof privateEmail>['id'];
};

/**
 * MBX-16: keeps an answer for the person of the mailbox alone. Others learn only that a sequence or a campaign has stopped for its sender, because it
 * would write to somebody who has answered. It stops first: a server that ends in between does both again. Sequences that began after the e-mail go on.
 */
async function keepForOne(service: Service, mail: IncomingMail, { sent, sharedAs, privateId }: ForOne): Promise<Result<boolean>> {
  const { about, with: contact } = sent.fields;
  const words = wordsOf(service, mail, leftInMailbox(mail.words.attachments));
  if (!isNote(mail)) {
    const answers = [{ createdAt: words.happensAt, fields: { ...sent.fields, kind: 'email', direction: 'in', body: words.body } }] as const;
    const stopped = await stopByActivities(service, answers);
    if (!stopped.ok) return stopped;
    await noteAnswers(service, answers);
  }
  return mail.alone.keep(
    given(
      privateEmail,
      privateId,
      { about, ...(contact === undefined ? {} : { with: contact }), kind: isNote(mail) ? 'note' : 'email', ...words, sharedAs },
      { ownerId: mail.alone.personId },
    ),
  );
} // prettier-ignore

/** MBX-16: a file has the visibility of a record, and a private e-mail must not show its files to others. So they stay where they are. */
const leftInMailbox = (attachments: IncomingMail['words']['attachments']): readonly string[] =>
  attachments.length === 0
    ? []
    : [`Attached, and only in your mailbox: ${attachments.map(({ name }) => name).join(', ')}`];

/** MBX-12: says that the files of an e-mail with a forged sender are not kept. */
const unkept = (attachments: IncomingMail['words']['attachments']): readonly string[] =>
  attachments.length === 0
    ? []
    : ['Its attachments were not kept, because its sender is perhaps forged. They are in the mailbox.'];

/** Returns the owner of the record of a timeline. Null: it has none, or is of another pack. */
async function ownerOf(service: Service, about: string): Promise<Result<string | null>> {
  const target = refTarget(activity.fields.about, about);
  const kind = target && salesKinds.get(target.entity);
  if (!target || !kind) return accept(null);
  const found = await service.list<Entity>(kind, { where: { field: 'id', op: 'is', value: target.id }, limit: 1 });
  return found.ok ? accept(found.value[0]?.ownerId ?? null) : found;
}

/** The receiver of the CRM. It keeps answers to its own e-mails beside them. */
export const receiveMail: MailReceiver = { answered, keep };
