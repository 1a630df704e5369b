import type { Act } from '@outpost/domain/kernel/act';
import { sameJson } from '@outpost/domain/kernel/json';
import type { Refusal } from '@outpost/domain/kernel/refusal';
import {
  type Checkpoint,
  type Head,
  type Page,
  type PullAnswer,
  type PullRequest,
  pushAnswerSchema,
  type PushRequest,
} from '@outpost/domain/sync/protocol';
import type { Device } from '../device.ts';
import { nowOf } from '../now-of.ts';
import { WriteLane } from '../records/write-lane.ts';
import { applyAnswers, setAside } from './apply-answers.ts';
import { applyFork } from './apply-fork.ts';
import { applyPage, startOver } from './apply-page.ts';
import { withHead } from './heads.ts';
import { parsedPullAnswer } from './pull-answer.ts';
import type { ServerAnswer } from './read-reply.ts';
import type { ServerLink } from './server-link.ts';
import { findWrongSignature, type KeySet, keySetSchema } from './signed-heads.ts';

/** What one exchange came to. `decided` and `page` tell what was done; the rest why nothing was. */
export type Exchanged =
  | { readonly kind: 'idle' }
  | { readonly kind: 'decided'; readonly acts: number }
  | { readonly kind: 'page'; readonly page: Page }
  | { readonly kind: 'fork' }
  | { readonly kind: 'reset' }
  | Exclude<ServerAnswer<never>, { readonly kind: 'value' }>;

export type ReplicatorOptions = { readonly device: Device; readonly link: ServerLink; readonly organisation: string };

/** E-3: a push stays well below the server's limit of a body; more goes into the next one. */
const pushBytes = 1_000_000;
const pushActs = 500;
/**
 * Measured (docs/performance.md): a first sync of 100,000 takes as long with 1,500 a page as with 4,000, and the first screen is there in
 * two thirds of the time, for it waits for the page that is being written. The first page is short, so that it has rows at once.
 */
const firstPageRows = 500;
const pageRows = 1_500;

/** S-1, S-2: one push or pull at a time. Only the reply to the request under way counts: a later one finds nobody waiting. */
export class Replicator {
  readonly #device: Device;
  readonly #link: ServerLink;
  readonly #organisation: string;
  /** Whoever asks for an exchange waits for the one under way. */
  readonly #line = new WriteLane();
  #keys: KeySet | undefined;
  #ahead: { readonly at: Checkpoint | null; readonly answer: Promise<ServerAnswer<PullAnswer>> } | undefined;
  #pushActs = pushActs;

  constructor(options: ReplicatorOptions) {
    this.#device = options.device;
    this.#link = options.link;
    this.#organisation = options.organisation;
  }

  /** A page has been asked for ahead of its time; the next `pull` takes it. */
  get isPageUnderWay(): boolean {
    return this.#ahead !== undefined;
  }

  /** The waiting acts that the next push would carry, in order. */
  nextBatch(limit: number = this.#pushActs): readonly Act[] {
    const batch: Act[] = [];
    let bytes = 0;
    for (const entry of this.#device.memory.acts.values()) {
      if (entry.state !== 'waiting') continue;
      bytes += JSON.stringify(entry.act).length;
      if (batch.length >= limit || (batch.length > 0 && bytes > pushBytes)) break;
      batch.push(entry.act);
    }
    return batch;
  }

  /** S-2: sends waiting acts and takes the answers. */
  push(limit?: number): Promise<Exchanged> {
    return this.#line.run(() => this.#push(limit));
  }

  async #push(limit: number | undefined): Promise<Exchanged> {
    const acts = this.nextBatch(limit);
    if (acts.length === 0) return { kind: 'idle' };
    const { device, heads } = this.#device.memory.state;
    const request: PushRequest = { device, heads: [...heads], acts: [...acts] };
    const answer = await this.#link.ask('/sync/push', request, pushAnswerSchema);
    if (answer.kind === 'refused' && isOfTheActs(answer.refusal)) return this.#findUnfit(acts, answer.refusal);
    if (answer.kind !== 'value') return answer;
    this.#pushActs = pushActs;
    const decided = answer.value;
    if (decided.kind === 'fork') return this.#fork(decided.common);
    await this.#device.transact((write) =>
      applyAnswers(write, decided, { ids: this.#device.ports.ids, now: nowOf(this.#device.ports.clock) }),
    );
    return { kind: 'decided', acts: decided.answers.length };
  }

  /** One act that can't be sent must not hold up those behind it: it is found by halves, and goes into the tray (S-5). */
  async #findUnfit(acts: readonly Act[], refusal: Refusal): Promise<Exchanged> {
    const [act] = acts;
    if (acts.length > 1 || !act) this.#pushActs = Math.max(1, Math.floor(acts.length / 2));
    else
      await this.#device.transact((write) =>
        setAside(
          write,
          { act: act.id, refusal },
          { ids: this.#device.ports.ids, now: nowOf(this.#device.ports.clock) },
        ),
      );
    return { kind: 'decided', acts: acts.length > 1 ? 0 : 1 };
  }

  async #fork(common: number): Promise<Exchanged> {
    this.#ahead = undefined;
    await this.#device.transact((write) =>
      applyFork(write, common, { ids: this.#device.ports.ids, lookups: this.#device.lookups }),
    );
    return { kind: 'fork' };
  }

  /** S-1: takes one page. While it is written, the server already reads the next one, unless acts wait to be sent. */
  pull(limit?: number): Promise<Exchanged> {
    return this.#line.run(() => this.#pull(limit));
  }

  async #pull(limit: number | undefined): Promise<Exchanged> {
    const answer = await this.#askedPage(limit);
    if (answer.kind !== 'value') return answer;
    const pulled = answer.value;
    if (pulled.kind === 'fork') return this.#fork(pulled.common);
    const wrong = await this.#wrongSignature(pulled);
    if (wrong !== undefined) return { kind: 'unfit', problem: wrong };
    if (pulled.kind === 'reset') {
      await this.#device.transact(async (write) => startOver(write));
      return { kind: 'reset' };
    }
    const context = {
      lookups: this.#device.lookups,
      userId: this.#device.userId,
      now: nowOf(this.#device.ports.clock),
    };
    if (limit === undefined && !pulled.done && this.nextBatch(1).length === 0) this.#askAhead(pulled);
    try {
      await this.#device.transact((write) => applyPage(write, pulled, context));
    } catch (cause) {
      this.#ahead = undefined; // the checkpoint stays where it was, and the page after it is of no use
      throw cause;
    }
    return { kind: 'page', page: pulled };
  }

  #askedPage(limit: number | undefined): Promise<ServerAnswer<PullAnswer>> {
    const { at, heads } = this.#device.memory.state;
    const ahead = this.#ahead;
    this.#ahead = undefined;
    if (ahead && sameJson(ahead.at, at)) return ahead.answer;
    return this.#ask(at, heads, limit ?? (at === null ? firstPageRows : pageRows));
  }

  #askAhead(page: Page): void {
    const heads = withHead(this.#device.memory.state.heads, page.head.head);
    this.#ahead = { at: page.next, answer: this.#ask(page.next, heads, pageRows) };
  }

  #ask(at: Checkpoint | null, heads: readonly Head[], limit: number): Promise<ServerAnswer<PullAnswer>> {
    const schemas = Object.fromEntries(
      [...this.#device.catalogue.entities.values()].map((entity) => [entity.name, entity.schema]),
    );
    const request: PullRequest = { at, heads: [...heads], limit, schemas };
    return this.#link.ask('/sync/pull', request, parsedPullAnswer);
  }

  /** P-5: a head that the server did not sign is not taken, whatever it carries. Keys that changed are asked for once. */
  async #wrongSignature(pulled: Extract<PullAnswer, { head: unknown }>): Promise<string | undefined> {
    for (const isNew of [false, true]) {
      if (isNew || !this.#keys) {
        const keys = await this.#link.ask('/.well-known/jwks.json', undefined, keySetSchema);
        if (keys.kind !== 'value') return keys.kind === 'refused' ? keys.refusal.message : keys.problem;
        this.#keys = keys.value;
      }
      const wrong = await findWrongSignature(pulled.head, { keys: this.#keys, organisation: this.#organisation });
      if (wrong === undefined || isNew) return wrong;
    }
    return undefined;
  }
}

/** Whether a push was refused for what an act of it is, not for who sends it or when. */
function isOfTheActs(refusal: Refusal): boolean {
  if (refusal.code === 'request/too-large') return true;
  return refusal.code === 'request/invalid' && /^(body\.)?acts\b/.test(refusal.details.path);
}
