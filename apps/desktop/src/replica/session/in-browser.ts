import { createHash } from 'node:crypto';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { DeviceKind } from '@outpost/domain/sync/device-kind';
import { z } from 'zod';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { ReplicaPorts } from '../device/ports.ts';
import { askedValue } from '../sync/line/asked-value.ts';
import { makeProofKey, type ProofKey } from '../sync/line/proofs.ts';
import { isSameServer } from '../sync/line/same-server.ts';
import type { BrowserReturn } from './browser-return.ts';
import type { OpenTenant } from './open-tenant.ts';
import { plainHttp } from './plain-http.ts';
import type { Profile } from './profile.ts';
import type { SessionKeeper } from './session-keeper.ts';
import { askToSignIn } from './sign-in-request.ts';
import { type SignedIn, signedInSchema } from './tenant-session.ts';

type Begin = CallInput<'browser.begin'>;
type Finish = CallInput<'browser.finish'>;

/** A page that is open in the person's browser. */
type OpenPage = {
  readonly server: string;
  readonly verifier: string;
  readonly proofKey: ProofKey;
  readonly back: BrowserReturn;
  readonly isSignIn: boolean;
  /** The server's answer to a sign-in, while the replica waits for the password of this device. */
  signedIn?: SignedIn;
};

const begunSchema = z.object({ ticket: z.string().regex(/^[A-Za-z0-9_-]{43}$/), id: z.string().optional() });
const answerSchema = z.strictObject({ answer: z.string() });

type Options = {
  readonly ports: ReplicaPorts;
  readonly mayContact: boolean;
  readonly deviceName: string;
  readonly deviceKind: DeviceKind;
  readonly profile: Profile;
  readonly keeper: SessionKeeper;
  readonly tenant: () => Result<OpenTenant>;
};

/** What happens in the person's own browser, at pages of the server: it comes back with a code, which is exchanged here. */
export class InBrowser {
  readonly #options: Options;
  readonly #pages = new Map<string, OpenPage>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Begins at the server. Returns the address of the page that the browser opens. */
  async begin(input: Begin): Promise<Result<CallOutput<'browser.begin'>>> {
    const { ports, mayContact, profile, deviceName } = this.#options;
    if (!mayContact || !ports.listenForReturn)
      return refuse('sync/offline', 'Contact with the server is switched off.', {});
    const open = 'server' in input ? undefined : this.#options.tenant();
    if (open?.ok === false) return open;
    const server = 'server' in input ? input.server : (open?.value.entry.server ?? '');
    const plain = plainHttp(server, false);
    if (plain) return plain;
    for (const id of this.#pages.keys()) this.cancel({ id }); // a person is at one page at a time
    const [verifier, state] = [this.#secret(), this.#secret()];
    const back = await ports.listenForReturn(state);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const device = { id: profile.data.installation };
    const how = { challenge, state, returnTo: back.address };
    const page: OpenPage = { server, verifier, proofKey: makeProofKey(ports.random), back, isSignIn: input.for === 'sign-in' }; // prettier-ignore
    const ask = async (): Promise<Result<z.output<typeof begunSchema>>> => {
      switch (input.for) {
        case 'sign-in':
          return this.#post(page, '/auth/browser', { way: 'passkey', ...how, device: { ...device, name: deviceName } });
        case 'answer':
          return this.#post(page, '/auth/challenge/passkey', { challenge: input.challenge, back: { ...how, device } });
        case 'new-passkey':
          return this.#post(page, '/auth/challenge/new-passkey', { challenge: input.challenge, back: { ...how, device } }); // prettier-ignore
        case 'proof':
          return this.#own('/auth/step-up/passkey', { back: { ...how, device } });
        case 'passkey':
          return this.#own('/auth/factors/passkey', { name: input.name, back: { ...how, device } });
      }
    };
    const begun = await ask();
    if (!begun.ok) {
      back.close();
      return begun;
    }
    const id = ports.ids.newId();
    this.#pages.set(id, page);
    const factor = begun.value.id === undefined ? {} : { factor: begun.value.id };
    return accept({ id, url: `${server.replace(/\/+$/, '')}/sign-in/${begun.value.ticket}`, ...factor });
  }

  /** Waits for the browser and exchanges its code. A sign-in opens the replica; anything else has an answer. */
  async finish({ id, password = '' }: Finish): Promise<Result<CallOutput<'browser.finish'>>> {
    const page = this.#pages.get(id);
    if (!page) return over();
    const signedIn = page.signedIn ? accept(page.signedIn) : await this.#exchange(page);
    if (!signedIn.ok) {
      this.cancel({ id });
      return signedIn;
    }
    if ('answer' in signedIn.value) {
      this.cancel({ id });
      return accept({ answer: signedIn.value.answer });
    }
    page.signedIn = signedIn.value;
    const { server, proofKey } = page;
    const opened = await this.#options.keeper.enter({ server, password, proofKey }, signedIn.value);
    if (opened.ok || opened.code !== 'replica/wrong-key') this.cancel({ id });
    return opened.ok ? accept({ answer: null }) : opened;
  }

  async #exchange(page: OpenPage): Promise<Result<SignedIn | { readonly answer: string }>> {
    const { profile } = this.#options;
    const back = await page.back.broughtBack;
    if (!back) return over();
    const { code } = back;
    const { verifier, server } = page;
    const device = { id: profile.data.installation };
    if (!page.isSignIn) return this.#post(page, '/auth/browser/answer', { code, verifier, device }, answerSchema);
    const known = profile.data.replicas.findLast((entry) => isSameServer(entry.server, server) && entry.deviceKey !== undefined); // prettier-ignore
    const key = known?.deviceKey === undefined ? {} : { key: known.deviceKey };
    return this.#post(page, '/auth/browser/exchange', { code, verifier, device: { ...device, ...key } }, signedInSchema);
  }

  /** Stops waiting for a browser. */
  cancel({ id }: { readonly id: string }): Result<null> {
    this.#pages.get(id)?.back.close();
    this.#pages.delete(id);
    return accept(null);
  }

  close(): void {
    for (const id of [...this.#pages.keys()]) this.cancel({ id });
  }

  #secret(): string {
    return Buffer.from(this.#options.ports.random(32)).toString('base64url');
  }

  async #post<T = z.output<typeof begunSchema>>(
    { server, proofKey, isSignIn }: OpenPage,
    path: string,
    body: object,
    schema: z.ZodType<T> = begunSchema as unknown as z.ZodType<T>, // the default of T
  ): Promise<Result<T>> {
    return askedValue(await askToSignIn({ server, path, body, schema, ...(isSignIn ? { proofKey } : {}) }, this.#options)); // prettier-ignore
  }

  async #own(path: string, body: object): Promise<Result<z.output<typeof begunSchema>>> {
    const open = this.#options.tenant();
    return open.ok ? askedValue(await open.value.link.ask(path, body, begunSchema)) : open;
  }
}

const over = () => refuse('access/sign-in-over', 'This page in your browser is over. Start again.', {});
