import type { AccountMail } from '../../identity/mail/outbox.ts';
import { type MailPart, mailOf } from '../../identity/mail/mail-template.ts';
import { noticeLine, type ToldNotice } from './notice-lines.ts';

type To = { readonly to: string; readonly organisation: string; readonly orgId: string };

/** Chosen: two screens of a telephone. The rest is in the app. */
const mostLines = 25;
/** Chosen: the subject of a mail shows about this much. */
const mostSubjectChars = 120;

/** Returns the lines of a mail. Several notifications with the same words are one line. */
function linesOf(notices: readonly ToldNotice[], whom = 'you'): readonly MailPart[] {
  const lines = [...new Set(notices.map((notice) => `• ${noticeLine(notice, whom)}`))];
  return [...lines.slice(0, mostLines), ...(lines.length > mostLines ? [`… and ${lines.length - mostLines} more.`] : [])];
} // prettier-ignore

const subjectOf = (notices: readonly ToldNotice[], several: string): string => {
  const [only, ...others] = notices;
  const line = only && others.length === 0 ? noticeLine(only, 'you') : several;
  return line.length > mostSubjectChars ? `${line.slice(0, mostSubjectChars - 1)}…` : line;
};

const ownChoice = 'You chose these e-mails in Outpost, in the preferences of your notifications. There you can turn them off.'; // prettier-ignore

/** The notifications of a person that they have not read, the oldest first. There is at least one. */
export const unreadMail = ({ to, organisation, orgId }: To, notices: readonly ToldNotice[]): AccountMail =>
  mailOf({ to, orgId }, subjectOf(notices, `${notices.length} unread notifications at ${organisation}`), [
    `You have not read ${notices.length === 1 ? 'this notification' : 'these notifications'} of ${organisation} in Outpost yet:`,
    ...linesOf(notices),
    ownChoice,
  ]);

/** Notifications that a person has left unread for the hours that they chose. */
export const leftUnreadMail = (
  { to, organisation, orgId }: To,
  notices: readonly ToldNotice[],
  hours: number,
): AccountMail =>
  mailOf({ to, orgId }, subjectOf(notices, `${notices.length} notifications at ${organisation} are still unread`), [
    `${notices.length === 1 ? 'This notification' : 'These notifications'} of ${organisation} in Outpost ${notices.length === 1 ? 'has' : 'have'} been unread for ${hoursText(hours)}:`,
    ...linesOf(notices),
    ownChoice,
  ]);

/** The same to another person, whom they named. `name`: the person who has not read them. */
export const unreadOfAnotherMail = (
  { to, organisation, orgId }: To,
  notices: readonly ToldNotice[],
  { name, hours }: { readonly name: string; readonly hours: number },
): AccountMail =>
  mailOf({ to, orgId }, `${name} has not read ${notices.length === 1 ? 'a notification' : `${notices.length} notifications`}`, [
    `${name} has not read ${notices.length === 1 ? 'this notification' : 'these notifications'} of ${organisation} for ${hoursText(hours)}:`,
    ...linesOf(notices, name),
    `You get this e-mail because ${name} chose that you are told. ${name} can change it in Outpost, in the preferences of their notifications.`,
  ]); // prettier-ignore

const hoursText = (hours: number): string => (hours === 1 ? 'an hour' : `${hours} hours`);
