import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { protocolHeader, protocolVersion } from '@outpost/domain/sync/protocol';
import { z } from 'zod';
import { accountCalls, begunFactorSchema } from '../../../bridge/calls/identity/account-calls.ts';
import type { CallInput, CallOutput } from '../../../bridge/contract.ts';
import type { ReplicaPorts } from '../../device/ports.ts';
import { askedValue } from '../../sync/line/asked-value.ts';
import { exchange } from '../../sync/line/server-link.ts';
import { plainHttp } from './plain-http.ts';

/** Requests about an account before anybody is signed in. */
export type AccountRequests = {
  readonly askForCode: (input: CallInput<'session.askForCode'>) => Promise<Result<CallOutput<'session.askForCode'>>>;
  readonly askForFactorCode: (
    input: CallInput<'session.askForFactorCode'>,
  ) => Promise<Result<CallOutput<'session.askForFactorCode'>>>;
  readonly findProviders: (
    input: CallInput<'session.findProviders'>,
  ) => Promise<Result<CallOutput<'session.findProviders'>>>;
  readonly askForLinkCode: (
    input: CallInput<'session.askForLinkCode'>,
  ) => Promise<Result<CallOutput<'session.askForLinkCode'>>>;
  readonly setUpFactor: (input: CallInput<'session.setUpFactor'>) => Promise<Result<CallOutput<'session.setUpFactor'>>>;
  readonly resetPassword: (input: CallInput<'session.resetPassword'>) => Promise<Result<null>>;
  readonly stopRecovery: (input: CallInput<'session.stopRecovery'>) => Promise<Result<null>>;
  readonly findInvite: (input: CallInput<'session.findInvite'>) => Promise<Result<CallOutput<'session.findInvite'>>>;
  readonly acceptInvite: (
    input: CallInput<'session.acceptInvite'>,
  ) => Promise<Result<CallOutput<'session.acceptInvite'>>>;
  readonly askToRegister: (
    input: CallInput<'session.askToRegister'>,
  ) => Promise<Result<CallOutput<'session.askToRegister'>>>;
  readonly register: (input: CallInput<'session.register'>) => Promise<Result<CallOutput<'session.register'>>>;
};

const askedSchema = z.strictObject({ ticket: z.string(), minutes: z.number() });
const sentSchema = z.strictObject({ minutes: z.number() });
const organisationSchema = z.object({ id: z.string(), name: z.string() });
const acceptedSchema = z.object({ organisation: organisationSchema, email: z.string() });
const openInviteSchema = acceptedSchema.extend({ name: z.string(), hasAccount: z.boolean() });
const doneSchema = z.strictObject({ done: z.literal(true) });

/** `mayContact` false: contact with servers is switched off, and every request refuses `sync/offline`. */
export function accountRequests({
  ports,
  mayContact,
  installation,
}: {
  readonly ports: Pick<ReplicaPorts, 'transportTo' | 'timers'>;
  readonly mayContact: boolean;
  /** The id of this device. */
  readonly installation: string;
}): AccountRequests {
  const post = async <T>(server: string, path: string, input: object, schema: z.ZodType<T>): Promise<Result<T>> => {
    if (!mayContact) return askedValue({ kind: 'offline', problem: 'Contact with the server is switched off.' });
    const plain = plainHttp(server, false);
    if (plain) return plain;
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json',
      [protocolHeader]: String(protocolVersion),
    };
    const request = { method: 'POST', path, headers, body: JSON.stringify(input) } as const;
    return askedValue(await exchange(ports.transportTo(server), request, { schema, timers: ports.timers }));
  };
  return {
    askForCode: ({ server, email }) => post(server, '/auth/forgotten-password', { email }, askedSchema),
    askForFactorCode: ({ server, ...input }) =>
      post(server, '/auth/challenge/code', { ...input, device: { id: installation } }, sentSchema),
    findProviders: ({ server, email }) =>
      post(server, '/auth/sso/providers', { email }, accountCalls['session.findProviders'].output),
    askForLinkCode: ({ server, link }) =>
      post(server, '/auth/sso/link/code', { link, device: { id: installation } }, sentSchema),
    setUpFactor: ({ server, ...input }) =>
      post(server, '/auth/challenge/set-up', { ...input, device: { id: installation } }, begunFactorSchema),
    async resetPassword({ server, ...input }) {
      const done = await post(server, '/auth/reset-password', input, doneSchema);
      return done.ok ? accept(null) : done;
    },
    async stopRecovery({ server, code }) {
      const done = await post(server, '/auth/stop-recovery', { code }, doneSchema);
      return done.ok ? accept(null) : done;
    },
    findInvite: ({ server, code }) => post(server, '/auth/invite', { code }, openInviteSchema),
    askToRegister: ({ server, email }) => post(server, '/auth/ask-to-register', { email }, askedSchema),
    register: ({ server, ...input }) => post(server, '/auth/register', input, acceptedSchema),
    acceptInvite: ({ server, ...input }) => post(server, '/auth/accept-invite', input, acceptedSchema),
  };
}
