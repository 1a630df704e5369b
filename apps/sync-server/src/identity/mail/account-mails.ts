import type { AccountMail } from './outbox.ts';
import { invitedLink } from './invited-link.ts';
import { mailOf } from './mail-template.ts';

/** `organisation`: the one that the mail is about. It is sent in the look of `orgId` (PLT-45a). */
type To = { readonly to: string; readonly organisation?: string | undefined; readonly orgId?: string | undefined };

const notYou =
  'If this was not you, ask an administrator of your organisation to end your sessions and set a new password.';

/** The code that replaces a forgotten password. */
export const codeMail = ({ to }: To, code: string, minutes: number): AccountMail =>
  mailOf(to, `${code} is your code for a new password`, [
    'Somebody asked for a new password for the Outpost account of this address. Enter this code in Outpost:',
    { code },
    `It is valid for ${minutes} minutes. If you did not ask for it, do nothing: your password stays as it is.`,
  ]);

/** The greeting of a person who can work for the first time. */
export const welcomeMail = ({ to, organisation = 'your organisation', orgId }: To, name: string): AccountMail =>
  mailOf({ to, orgId }, `Welcome to Outpost`, [
    `${name === '' ? 'Welcome' : `Welcome, ${name}`}. You can now work in ${organisation}.`,
    'Outpost keeps working without a network: what you write waits on your computer and is sent when you are back.',
    'Press the question mark in Outpost for its help. An administrator of your organisation can answer the rest.',
  ]);

/** Notices of changes of a password, with the way back (ASVS 5.0, 6.3.7). */
export const passwordChangedMail = ({ to }: To): AccountMail =>
  mailOf(to, 'Your Outpost password was changed', [
    'The password of your Outpost account was changed, and your other devices were signed out.',
    notYou,
  ]);

/** An administrator has set a password. */
export const passwordGivenMail = ({ to, organisation, orgId }: To): AccountMail =>
  mailOf({ to, orgId }, 'An administrator set a new Outpost password for you', [
    `An administrator${organisation === undefined ? '' : ` of ${organisation}`} set a new password for your Outpost account, and your devices were signed out. The administrator will tell it to you. At the next sign-in you choose your own password.`,
    'If you did not expect this, ask them.',
  ]);

/** Wrong codes after a right password have locked the account. */
export const codesLockedMail = ({ to }: To): AccountMail =>
  mailOf(to, 'Somebody tried to sign in to your Outpost account', [
    'Somebody entered your right password, and then several wrong codes of a second factor.',
    'If this was not you, somebody knows your password: change it now.',
  ]);

/** The code of a second factor that comes by e-mail. */
export const factorCodeMail = ({ to }: To, code: string, minutes: number): AccountMail =>
  mailOf(to, `${code} is your Outpost code`, [
    'Enter this code in Outpost:',
    { code },
    `It is valid for ${minutes} minutes. If you did not ask for it, somebody knows your password: change it.`,
  ]);

/** The code by which a person proves that an account is theirs, at the first sign-in by an identity provider. */
export const linkCodeMail = ({ to }: To, code: string, minutes: number): AccountMail =>
  mailOf(to, `${code} is your Outpost code`, [
    "You are signing in to Outpost by your organisation's identity provider, and there is an account with this address already. Enter this code in Outpost once, to show that the account is yours:",
    { code },
    `It is valid for ${minutes} minutes. If you are not signing in, give the code to nobody, and tell an administrator of your organisation.`,
  ]);

/** An identity provider signs the account in from now on. `provider`: its name in the settings of the organisation. */
export const providerLinkedMail = ({ to, organisation = 'your organisation' }: To, provider: string): AccountMail =>
  mailOf(to, 'Your Outpost account was linked with an identity provider', [
    `Your Outpost account was linked with "${provider}", the identity provider of ${organisation}. Whoever signs in there as you opens this account from now on, without its password.`,
    notYou,
  ]);

/** Notices of changes of a second factor (ASVS 5.0, 6.3.7). `name`: as its person sees it. */
export const factorAddedMail = ({ to }: To, name: string): AccountMail =>
  mailOf(to, 'A second factor was added to your Outpost account', [
    `Your Outpost account now asks for a second factor at sign-in: "${name}" was added.`,
    notYou,
  ]);

export const factorRemovedMail = ({ to }: To, name: string): AccountMail =>
  mailOf(to, 'A second factor was removed from your Outpost account', [
    `The second factor "${name}" was removed from your Outpost account.`,
    notYou,
  ]);

/** The count of a passkey went back. `name`: as its person sees it. */
export const passkeyCopiedMail = ({ to }: To, name: string): AccountMail =>
  mailOf(to, 'A passkey of your Outpost account was refused', [
    `Somebody signed in with your passkey "${name}", but it seems to be a copy: its count of uses went back. It was refused.`,
    'If you have restored the device or key from a backup: remove this passkey in Outpost, in the settings under Sign-in, and add a new one.',
    'If not, somebody may have copied it: remove it now, and tell an administrator of your organisation.',
  ]);

/** Notices about backup codes. */
export const codesMadeMail = ({ to }: To): AccountMail =>
  mailOf(to, 'New backup codes were made for your Outpost account', [
    'Ten new backup codes were made for your Outpost account. The former ones no longer work.',
    notYou,
  ]);

/** One of the last two backup codes was used. `left`: how many can still be used. */
export const lastCodesMail = ({ to }: To, left: number): AccountMail =>
  mailOf(to, left === 0 ? 'You have no backup code left at Outpost' : 'You have one backup code left at Outpost', [
    `A backup code of your Outpost account was used. ${left === 0 ? 'It was the last one.' : 'One is left.'} Make new ones in Outpost, in the settings under Sign-in.`,
    notYou,
  ]);

/** An older refresh token of a session was used again, so the session ended (RFC 9700, section 4.14). */
export const sessionCopiedMail = ({ to, organisation, orgId }: To, device: string): AccountMail =>
  mailOf({ to, orgId }, 'A device was signed out of your Outpost account', [
    `A device of your Outpost account${organisation === undefined ? '' : ` at ${organisation}`} was signed out, because a former key of its session was used again:`,
    device.replaceAll(/\s+/gu, ' '),
    'This happens when the device was set back to a backup, or when somebody has a copy of its data. Changes that were not sent yet stay on the device.',
    'If you set the device back, sign in again. If you did not, change your password, and tell an administrator of your organisation.',
  ]);

/** An administrator has reported a device of the person as lost (D-5). */
export const deviceReportedLostMail = ({ to, organisation = 'your organisation', orgId }: To, device: string): AccountMail =>
  mailOf({ to, orgId }, 'Your device was reported as lost', [
    `An administrator of ${organisation} has reported this device of your Outpost account as lost:`,
    device.replaceAll(/\s+/gu, ' '),
    'At the next sign-in it asks for your second factor again. An administrator may end its session, or have its data wiped.',
    'If you have the device: open Outpost, and choose "I have it" in the settings under Devices.',
  ]); // prettier-ignore

/** An administrator asks the person whether a device is lost, before somebody wipes it (D-5). */
export const deviceAskedAboutMail = ({ to, organisation = 'your organisation', orgId }: To, device: string): AccountMail =>
  mailOf({ to, orgId }, 'Is your device lost?', [
    `An administrator of ${organisation} asks whether you have lost this device of your Outpost account:`,
    device.replaceAll(/\s+/gu, ' '),
    'Open Outpost on any device. In the settings under Devices, choose "I have it" or "It is lost". Changes that the device has not sent yet are handed over to your organisation before its data is wiped.',
  ]); // prettier-ignore

/** A person has reported one of their devices as lost (D-5): to an administrator who may act on it. */
export const lostDeviceMail = (
  { to, organisation = 'your organisation', orgId }: To,
  lost: {
    /** The name of the person. */
    readonly person: string;
    readonly device: string;
    readonly at: Date;
    readonly timeZone: string;
    /** Opens the devices of the person; undefined where the server does not know its own address. */
    readonly link: string | undefined;
  },
): AccountMail => {
  const { person, timeZone, link } = lost;
  const when = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone }).format(lost.at);
  return mailOf({ to, orgId }, `A device of ${organisation} was reported as lost`, [
    `${person} has reported this device as lost:`,
    `${lost.device.replaceAll(/\s+/gu, ' ')}, ${when} (${timeZone})`,
    'Nothing on it was wiped, and its session goes on. At its next sign-in it asks for the second factor again.',
    'You can sign it out or have it wiped, in Outpost under Settings, Devices. Before the wipe it hands over the changes that it has not sent yet.',
    ...(link === undefined ? [] : [`This link opens the devices of ${person}:`, { link }]),
  ]);
};

/** The provider of a person's mailbox has ended the access (MBX-19). It is sent once. */
export const mailboxSignInMail = ({ to, orgId, provider }: To & { readonly provider: string }): AccountMail => ({
  ...mailOf({ to, orgId }, `Sign in to your mailbox at ${provider} again`, [
    `${provider} has ended the access of Outpost to your mailbox, so Outpost does not read it and sends nothing from it. This happens after a new password, for example.`,
    `Open Outpost, then Settings, Mailbox, and choose "Sign in again".`,
    'No e-mail is lost: Outpost reads what came meanwhile, and what you wrote goes out then.',
  ]),
  once: true,
});

/** Wrong passwords from unknown devices have paused the sign-in of this address. */
export const lockedMail = ({ to }: To): AccountMail =>
  mailOf(to, 'Sign-in to your Outpost account is paused', [
    'Several wrong passwords for your Outpost account came from a device that has not signed in before. Such devices must now wait before each further try. Devices on which you have signed in before are not affected.',
    'If this was you and you have forgotten the password: open Outpost, enter this address, choose "Forgotten password?" and enter the code that you get. A new password also ends the pause.',
    'If this was not you, there is nothing to do: nobody got in.',
  ]);

type Invitation = To & {
  readonly organisation: string;
  /** The name of the administrator. */
  readonly inviter: string;
  readonly name: string;
  readonly code: string;
  readonly days: number;
  readonly server: string | undefined;
};

/** An invitation, with the code that proves the address. */
export const inviteMail = ({ to, organisation, orgId, inviter, code, days, server }: Invitation): AccountMail =>
  mailOf({ to, orgId }, `${inviter} invites you to ${organisation} in Outpost`, [
    `${inviter} invites you to work with ${organisation} in Outpost. ${server === undefined ? '' : 'Open this link on the computer on which you use Outpost:'}`.trim(),
    ...(server === undefined ? [] : [{ link: invitedLink(server, code) }]),
    `${server === undefined ? 'Open' : 'Or open'} Outpost, choose "I have an invitation" and enter this code:`,
    { code },
    ...(server === undefined ? [] : [`The server of ${organisation} is ${server}`]),
    `${server === undefined ? 'The code works' : 'The link and the code work'} once, for ${days} ${days === 1 ? 'day' : 'days'}. If you do not know ${inviter}, do nothing: nobody gets an account for this address without them.`,
  ]);

/** An account has joined another organisation. */
export const joinedMail = ({ to, organisation, orgId }: To): AccountMail =>
  mailOf({ to, orgId }, `You have joined ${organisation ?? 'an organisation'} in Outpost`, [
    `Your Outpost account now also opens ${organisation ?? 'another organisation'}: the invitation was accepted with your password.`,
    'If this was not you, change your password at once, and tell an administrator of that organisation.',
  ]);

/** The code that proves the address of a person who registers. */
export const registerMail = ({ to }: To, code: string, minutes: number): AccountMail =>
  mailOf(to, `${code} is your code for Outpost`, [
    'Somebody is registering at Outpost with this address. Enter this code in Outpost:',
    { code },
    `It is valid for ${minutes} minutes. If this was not you, do nothing: nobody gets an account for this address without the code.`,
  ]);

/** Somebody registers with the address of an account. */
export const alreadyRegisteredMail = ({ to }: To): AccountMail =>
  mailOf(to, 'You have an Outpost account already', [
    'Somebody wanted to register at Outpost with this address. It has an account already: sign in with it. If you have forgotten the password, choose "Forgotten password?" in Outpost.',
    'If this was not you, there is nothing to do: nobody got in.',
  ]);

/** The code that proves the new address of an account. */
export const newAddressMail = ({ to }: To, code: string, minutes: number): AccountMail =>
  mailOf(to, `${code} is your code for this address`, [
    'Somebody wants to sign in to Outpost with this address from now on. Enter this code in Outpost:',
    { code },
    `It is valid for ${minutes} minutes. If this was not you, do nothing: nothing changes without the code.`,
  ]);

/**
 * The code that the present address of an account must agree with. Nothing changes without it, so a person stops the
 * change by not using the mail.
 */
export const presentAddressMail = (
  { to }: To,
  { code, minutes, next }: { readonly code: string; readonly minutes: number; readonly next: string },
): AccountMail =>
  mailOf(to, `${code} is your code to change your address`, [
    `Your Outpost account is about to get another address: ${next}. If you want that, enter this code in Outpost, too:`,
    { code },
    `It is valid for ${minutes} minutes. If this was not you, tell nobody this code: nothing changes without it. Somebody knows your password, so change it, and ask an administrator of your organisation to end your sessions.`,
  ]);

/** The address of an account was changed. The mail goes to both addresses. */
export const emailChangedMail = ({ to }: To, next: string): AccountMail =>
  mailOf(to, 'The address of your Outpost account was changed', [
    `You sign in to Outpost as ${next} from now on. The password stays as it is.`,
    'If this was not you, ask an administrator of your organisation at once to end your sessions and set your address back.',
  ]);

type Moved = {
  readonly former: string;
  readonly next: string;
  /** The name of the person who made the change; null: the server made it. */
  readonly by: string | null;
  /** The organisation's directory keeps the person (SCIM). Its changes have the name of the administrator who connected it. */
  readonly isLinked: boolean;
};

/** An administrator or the directory changed the address of an account. The mail goes to both addresses. */
export const addressMovedMail = ({ to, organisation = 'your organisation' }: To, { former, next, by, isLinked }: Moved): AccountMail =>
  mailOf(to, `The address of your Outpost account was changed by ${organisation}`, [
    `You sign in to Outpost as ${next} from now on, no longer as ${former}. ${by === null ? 'The server' : `${by} of ${organisation}`}${isLinked ? `, or the directory that ${organisation} has connected,` : ''} made this change. The password and the devices that are signed in stay as they are.`,
    `Codes for a new password go to ${next} from now on. If you did not expect this, ask an administrator of ${organisation} at once, in person or by telephone, to set your address back and to end your sessions.`,
  ]); // prettier-ignore

/** Somebody signed in on a device that had not signed in before. */
export const newDeviceMail = (
  { to, organisation, orgId }: To,
  seen: { readonly device: string; readonly address: string | null; readonly at: Date; readonly timeZone: string },
): AccountMail => {
  const { timeZone } = seen;
  const when = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone }).format(seen.at);
  return mailOf({ to, orgId }, 'A new device signed in to your Outpost account', [
    `Your Outpost account${organisation === undefined ? '' : ` at ${organisation}`} was used to sign in on a new device:`,
    `${seen.device.replaceAll(/\s+/gu, ' ')}, ${when} (${timeZone})${seen.address === null ? '' : `, from the address ${seen.address}`}`,
    'If this was you, there is nothing to do.',
    'If it was not, open Settings, Devices in Outpost, sign that device out, and change your password.',
  ]);
};

/** A device signs in without the second factor from now on. */
export const trustedDeviceMail = (
  { to, organisation, orgId }: To,
  trusted: { readonly device: string; readonly until: Date; readonly timeZone: string },
): AccountMail => {
  const { timeZone } = trusted;
  const until = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone }).format(trusted.until);
  return mailOf({ to, orgId }, 'A device no longer asks for your second factor at Outpost', [
    `A device of your Outpost account${organisation === undefined ? '' : ` at ${organisation}`} signs in with your password alone until ${until}:`,
    trusted.device.replaceAll(/\s+/gu, ' '),
    'If you chose this, there is nothing to do.',
    'If you did not, open Settings, Devices in Outpost, sign that device out, and change your password.',
  ]);
};

type Recovery = To & { readonly organisation: string; readonly by: string };

/** An administrator has begun to remove the second factors of an account. The code stops it. */
export const recoveryBegunMail = (
  { to, organisation, orgId, by }: Recovery,
  { code, hours }: { readonly code: string; readonly hours: number },
): AccountMail =>
  mailOf({ to, orgId }, 'Your second factors at Outpost will be removed', [
    `${by} of ${organisation} has begun to remove the second factors of your Outpost account, because you can no longer use them. They are removed in ${hours} hours, and you set up new ones at the next sign-in.`,
    'If you did not ask for it, stop it: open Outpost, choose "Stop a removal or an erasure" on the page of signing in, and enter this code. On a device that is signed in, Settings, Security has a button for it.',
    { code },
    'Signing in with one of the second factors stops it, too.',
  ]);

/** The second factors of an account are removed. */
export const recoveryDoneMail = ({ to, organisation, orgId, by }: Recovery): AccountMail =>
  mailOf({ to, orgId }, 'Your second factors at Outpost were removed', [
    `The second factors of your Outpost account were removed at the request of ${by} of ${organisation}, and your devices were signed out. At the next sign-in you set up new ones.`,
    notYou,
  ]);

/** A person asked to erase their whole account. The code stops it. */
export const erasureAskedMail = (
  { to }: Pick<To, 'to'>,
  { code, on }: { readonly code: string; readonly on: string },
): AccountMail =>
  mailOf(to, `Your Outpost account will be erased on ${on}`, [
    `You asked to erase your Outpost account. On ${on} your data is erased in all of your organisations. Your work stays there under a pseudonym.`,
    'If you did not ask for it, or have changed your mind, stop it: open Outpost, choose "Stop a removal or an erasure" on the page of signing in, and enter this code. On a device that is signed in, Settings, Your profile has a button for it.',
    { code },
  ]);

/** The erasure of an account was stopped. */
export const erasureStoppedMail = ({ to }: Pick<To, 'to'>): AccountMail =>
  mailOf(to, 'Your Outpost account will not be erased', [
    'The erasure of your Outpost account was stopped. Nothing was erased.',
    notYou,
  ]);

/** The data of an account was erased in one organisation. */
export const accountErasedMail = ({ to }: Pick<To, 'to'>, organisation: string): AccountMail =>
  mailOf(to, 'Your data in Outpost was erased', [
    `As you asked, your data at ${organisation} in Outpost was erased. Your work stays there under a pseudonym.`,
  ]);
