import { createHash } from 'node:crypto';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import type { CallInput, CallOutput } from '../../../bridge/contract.ts';
import type { ReplicaPorts } from '../../device/ports.ts';
import { askedValue } from '../../sync/line/asked-value.ts';
import { makeProofKey } from '../../sync/line/proofs.ts';
import type { OpenTenant } from '../open-tenant.ts';
import type { Profile } from '../profile/profile.ts';
import { type ReturnPage, serveReturnPage } from './return-page.ts';
import type { SessionKeeper } from '../session-keeper.ts';

type Begin = CallInput<'passkeys.begin'>;

/** A page that is open in the person's browser. */
type OpenPage = {
  readonly server: string;
  readonly verifier: string;
  /** The code that the browser brings back; undefined where nobody waits any more. */
  readonly code: Promise<string | undefined>;
  readonly end: () => void;
};

const begunSchema = z.object({ ticket: z.string().regex(/^[A-Za-z0-9_-]{43}$/), id: z.string().optional() });
type Begun = z.output<typeof begunSchema>;
const answerSchema = z.strictObject({ answer: z.string() });

type Options = {
  readonly ports: ReplicaPorts;
  readonly profile: Profile;
  readonly keeper: SessionKeeper;
  readonly tenant: () => Result<OpenTenant>;
};

/** Pages of the server at which a person uses or makes a passkey. They come back to a page of this computer, with a code. */
export class PasskeyPages {
  readonly #options: Options;
  readonly #pages = new Map<string, OpenPage>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Begins at the server. Returns the address of the page that the browser opens. */
  async begin(input: Begin): Promise<Result<CallOutput<'passkeys.begin'>>> {
    const { ports, profile } = this.#options;
    const open = 'server' in input ? undefined : this.#options.tenant();
    if (open?.ok === false) return open;
    const server = 'server' in input ? input.server : (open?.value.entry.server ?? '');
    this.close(); // a person is at one page at a time
    const [verifier, state] = [this.#secret(), this.#secret()];
    const { promise: code, resolve } = Promise.withResolvers<string | undefined>();
    const returned = await serveReturnPage((answer) => {
      if (answer.state === state) resolve(answer.code);
      return answer.state === state; // any web page could send a request
    });
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const device = { id: profile.data.installation };
    const begun = await this.#ask(input, { challenge, state, returnTo: returned.address, device });
    if (!begun.ok) {
      returned.close();
      return begun;
    }
    const id = ports.ids.newId();
    this.#pages.set(id, { server, verifier, code, end: endOf(returned, resolve) });
    const factor = begun.value.id === undefined ? {} : { factor: begun.value.id };
    return accept({ id, url: `${server.replace(/\/+$/, '')}/sign-in/${begun.value.ticket}`, ...factor });
  }

  #ask(input: Begin, back: object): Promise<Result<Begun>> {
    switch (input.for) {
      case 'answer':
        return this.#post(input.server, '/auth/challenge/passkey', { challenge: input.challenge, back }, begunSchema);
      case 'new-passkey':
        return this.#post(input.server, '/auth/challenge/new-passkey', { challenge: input.challenge, back }, begunSchema); // prettier-ignore
      case 'proof':
        return this.#own('/auth/step-up/passkey', { back });
      case 'passkey':
        return this.#own('/auth/factors/passkey', { name: input.name, back });
    }
  }

  /** Waits for the browser, and exchanges its code for the answer of the passkey. */
  async finish({ id }: { readonly id: string }): Promise<Result<CallOutput<'passkeys.finish'>>> {
    const page = this.#pages.get(id);
    const code = await page?.code;
    this.cancel({ id });
    if (!page || code === undefined)
      return refuse('access/sign-in-over', 'The page in your browser was not finished. Start it again.', {});
    const device = { id: this.#options.profile.data.installation };
    return this.#post(page.server, '/auth/browser/answer', { code, verifier: page.verifier, device }, answerSchema);
  }

  /** Stops waiting for a browser. */
  cancel({ id }: { readonly id: string }): Result<null> {
    this.#pages.get(id)?.end();
    this.#pages.delete(id);
    return accept(null);
  }

  close(): void {
    for (const page of this.#pages.values()) page.end();
    this.#pages.clear();
  }

  #secret(): string {
    return Buffer.from(this.#options.ports.random(32)).toString('base64url');
  }

  #post<T>(server: string, path: string, body: object, schema: z.ZodType<T>): Promise<Result<T>> {
    const proofKey = makeProofKey(this.#options.ports.random); // of no session: these requests open none
    return this.#options.keeper.askSigningIn({ server, proofKey, path, body: () => body }, schema);
  }

  async #own(path: string, body: object): Promise<Result<Begun>> {
    const open = this.#options.tenant();
    return open.ok ? askedValue(await open.value.link.ask(path, body, begunSchema)) : open;
  }
}

const endOf = (page: ReturnPage, resolve: (code: undefined) => void) => () => {
  resolve(undefined);
  page.close();
};
