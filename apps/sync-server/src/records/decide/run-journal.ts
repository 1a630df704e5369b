import type { Act } from '@outpost/domain/kernel/acts/act';
import type { Author } from '@outpost/domain/engine/act/author';
import { type ActOrigin, type ChainedRow, chain, type JournalPayload } from '../../journal/chain.ts';
import type { Tenant } from '../../catalogue/tenant.ts';
import { labelOf } from './label-of.ts';

type Input = {
  readonly tenant: Tenant;
  /** The number and hash of the last row before the batch. */
  readonly head: number;
  readonly hash: string;
  /** The server's time of the batch, ISO 8601 UTC. */
  readonly at: string;
  /** Returns 32 bytes for each row. */
  readonly salt: () => Uint8Array;
};

/** The rows of the journal that a batch of acts has made so far, chained to those before. */
export class RunJournal {
  readonly rows: ChainedRow[] = [];
  head: number;
  hash: string;
  readonly #input: Input;
  /** The origin of the present act, until its first row has it. */
  #from: ActOrigin | undefined;

  constructor(input: Input) {
    this.#input = input;
    this.head = input.head;
    this.hash = input.hash;
  }

  /** Begins an act. Its first row has the origin of the request. */
  begin(from: ActOrigin | undefined): void {
    this.#from = from;
  }

  /** Returns the next row of an act, about no record yet. */
  payload(act: Act, { author, device }: { readonly author: Author; readonly device: string }): JournalPayload {
    return {
      org: this.#input.tenant.orgId, n: this.head + 1, kind: 'changed', at: this.#input.at, by: author.userId, label: labelOf(this.#input.tenant, act), act: act.id, group: act.group ?? null,
      undoes: act.undoes ?? null, closes: act.closes ?? null, device, number: act.number, madeAt: act.madeAt, entity: null, record: null, changed: {}, superseded: {},
      expanded: false, refused: {},
    }; // prettier-ignore
  }

  append(given: JournalPayload): void {
    const payload = this.#from ? { ...given, from: this.#from } : given;
    this.#from = undefined;
    const row = chain(this.hash, payload, this.#input.salt());
    this.rows.push(row);
    this.head = payload.n;
    this.hash = row.hash;
  }
}
