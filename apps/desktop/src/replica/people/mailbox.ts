import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import { mailboxCalls } from '../../bridge/calls/mailbox-calls.ts';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';

const path = '/me/mailbox';

export const showOwnMailbox = async ({ link }: OpenTenant): Promise<Result<CallOutput<'mailbox.show'>>> =>
  askedValue(await link.ask(path, undefined, mailboxCalls['mailbox.show'].output));

/** Connects the mailbox. The password goes to the server and stays nowhere on this device. */
export const connectOwnMailbox = async (
  { link }: OpenTenant,
  settings: CallInput<'mailbox.connect'>,
): Promise<Result<CallOutput<'mailbox.connect'>>> =>
  askedValue(await link.ask(path, settings, mailboxCalls['mailbox.connect'].output, { method: 'PUT' }));

/** Begins a sign-in at a provider. The server gets the tokens, and this device none of them. */
export const startMailboxSignIn = async (
  { link }: OpenTenant,
  input: CallInput<'mailbox.startSignIn'>,
): Promise<Result<CallOutput<'mailbox.startSignIn'>>> =>
  askedValue(await link.ask(`${path}/sign-in`, input, mailboxCalls['mailbox.startSignIn'].output));

export const keepOwnMails = async (
  { link }: OpenTenant,
  asked: CallInput<'mailbox.keep'>,
): Promise<Result<CallOutput<'mailbox.keep'>>> =>
  askedValue(await link.ask(`${path}/keeping`, asked, mailboxCalls['mailbox.keep'].output, { method: 'PUT' }));

export async function disconnectOwnMailbox({ link }: OpenTenant): Promise<Result<null>> {
  const ended = askedValue(await link.ask(path, undefined, z.object({ done: z.literal(true) }), { method: 'DELETE' }));
  return ended.ok ? accept(null) : ended;
}
