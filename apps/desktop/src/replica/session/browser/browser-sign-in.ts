import { createHash } from 'node:crypto';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import { readSignedInLink, signedInReturn } from '../../../bridge/shell/signed-in-link.ts';
import type { CallInput, CallOutput, Session } from '../../../bridge/contract.ts';
import type { ReplicaPorts } from '../../device/ports.ts';
import { makeProofKey, type ProofKey } from '../../sync/line/proofs.ts';
import type { SessionKeeper } from '../session-keeper.ts';
import { type Returned, type ReturnPage, serveReturnPage } from './return-page.ts';

type Flow = {
  readonly server: string;
  readonly verifier: string;
  readonly state: string;
  readonly proofKey: ProofKey;
  readonly came: Promise<string | undefined>;
  /** Ends the waiting: with the code, or without one. */
  readonly end: (code?: string) => void;
  page: ReturnPage | undefined;
};

const begunSchema = z.object({ ticket: z.string().regex(/^[A-Za-z0-9_-]{43}$/), minutes: z.number() });

/** Sign-ins that happen in the person's browser. One at a time: a new one ends the one before. */
export type BrowserSignIns = {
  readonly start: (input: CallInput<'session.startInBrowser'>) => Promise<Result<CallOutput<'session.startInBrowser'>>>;
  readonly finish: (input: CallInput<'session.finishInBrowser'>) => Promise<Result<Session>>;
  readonly cancel: () => void;
  /** Takes the link with which the browser came back to the app. */
  readonly cameBack: (link: string) => boolean;
};

const isOver = () => refuse('access/sign-in-over', 'The sign-in in the browser was not finished. Start it again.', {});

/**
 * Begins and ends sign-ins in the browser. The verifier, the state and the key of the device stay in this process: a page gets
 * only the address, and an answer with another state is ignored.
 */
export function browserSignIns({
  ports,
  keeper,
}: {
  readonly ports: ReplicaPorts;
  readonly keeper: SessionKeeper;
}): BrowserSignIns {
  const secret = () => Buffer.from(ports.random(32)).toString('base64url');
  const now: { flow: Flow | undefined } = { flow: undefined };

  const take = (flow: Flow, { code, state }: Returned): boolean => {
    if (flow !== now.flow || state !== flow.state) return false;
    flow.end(code);
    return true;
  };
  const cancel = () => {
    now.flow?.end();
    now.flow = undefined;
  };

  return {
    cancel,
    cameBack(link) {
      const returned = readSignedInLink(link);
      return returned !== undefined && now.flow !== undefined && take(now.flow, returned);
    },
    async start({ server, way, provider, organisation, returns }) {
      cancel();
      const waiting = Promise.withResolvers<string | undefined>();
      const flow: Flow = {
        server,
        verifier: secret(),
        state: secret(),
        proofKey: makeProofKey(ports.random),
        came: waiting.promise,
        end: (code) => {
          waiting.resolve(code);
          flow.page?.close();
        },
        page: undefined,
      };
      now.flow = flow;
      if (returns === 'page') flow.page = await serveReturnPage((answer) => take(flow, answer));
      const begun = await keeper.askSigningIn(
        {
          server,
          proofKey: flow.proofKey,
          path: '/auth/browser',
          body: (device) => ({
            way,
            provider,
            organisation,
            challenge: createHash('sha256').update(flow.verifier).digest('base64url'),
            state: flow.state,
            returnTo: flow.page?.address ?? signedInReturn,
            device,
          }),
        },
        begunSchema,
      );
      if (!begun.ok) {
        if (now.flow === flow) cancel();
        return begun;
      }
      return accept({
        address: `${server.replace(/\/+$/, '')}/sign-in/${begun.value.ticket}`,
        minutes: begun.value.minutes,
        asksPassword: ports.keyStore === null,
      });
    },
    async finish({ password, formerPassword, email, second, link }) {
      const { flow } = now;
      if (!flow) return isOver();
      const { server, verifier, proofKey } = flow;
      const code = await flow.came;
      if (code === undefined || now.flow !== flow) return isOver();
      const signedIn = await keeper.signInBy({
        server,
        email: email ?? '',
        password: password ?? '',
        formerPassword,
        proofKey,
        ...(second
          ? { path: '/auth/challenge', body: ({ id }) => ({ ...second, device: { id } }) }
          : link
            ? { path: '/auth/sso/link', body: ({ id, key }) => ({ ...link, device: { id, key } }) }
            : { path: '/auth/browser/exchange', body: ({ id, key }) => ({ code, verifier, device: { id, key } }) }),
      });
      if (signedIn.ok) cancel();
      return signedIn;
    },
  };
}
