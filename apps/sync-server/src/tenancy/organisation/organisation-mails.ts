import { mailOf } from '../../identity/mail/mail-template.ts';
import type { AccountMail } from '../../identity/mail/outbox.ts';

type About = { readonly to: string; readonly organisation: string };

/** Notices about an organisation. Each names who did what, and the way back. */
export const ownershipGivenMail = ({ to, organisation, by }: About & { readonly by: string }): AccountMail =>
  mailOf(to, `You own ${organisation} in Outpost`, [
    `${by} transferred the ownership of ${organisation} to you.`,
    'If you did not expect this, ask them.',
  ]);

export const ownershipMovedMail = ({ to, organisation, now }: About & { readonly now: string }): AccountMail =>
  mailOf(to, `The ownership of ${organisation} was transferred`, [
    `${now} owns ${organisation} now, and you are an administrator.`,
    'If this was not you, ask the new owner, and change your password.',
  ]);

export const leftMail = ({ to, organisation }: About): AccountMail =>
  mailOf(to, `You left ${organisation}`, [
    `You left ${organisation} in Outpost, and your devices are signed out of it.`,
    'If this was not you, ask an administrator of the organisation to bring you back, and change your password.',
  ]);

export const deletionAskedMail = ({
  to,
  organisation,
  by,
  on,
}: About & { readonly by: string; readonly on: string }): AccountMail =>
  // prettier-ignore
  mailOf(to, `${organisation} will be deleted on ${on}`, [
    `${by} asked to delete ${organisation}. On ${on} all of its data is erased, for everybody and for ever.`,
    'Until then everybody can go on working and take data along, and an owner can take this back under Settings, Organisation.',
  ]);

export const deletionTakenBackMail = ({ to, organisation, by }: About & { readonly by: string }): AccountMail =>
  mailOf(to, `${organisation} will not be deleted`, [
    `${by} took back the deletion of ${organisation}. Nothing was erased.`,
  ]);

export const erasedMail = ({ to, organisation }: About): AccountMail =>
  mailOf(to, `${organisation} was deleted`, [
    `The time to take it back has passed: all data of ${organisation} in Outpost was erased.`,
  ]);
