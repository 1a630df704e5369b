import { z } from 'zod';
import type { RecordDatabase } from '../records/record-database.ts';
import { WriteLane } from '../records/write-lane.ts';
import type { ServerLink } from '../sync/line/server-link.ts';

const revealedSchema = z.array(
  z.strictObject({ entity: z.string(), record: z.string(), field: z.string(), at: z.string() }),
);
/** A sealed field that the person revealed on this device. */
type Revealed = z.infer<typeof revealedSchema>[number];

const key = 'revealed';
/** The server takes this many in one request. */
const atOnce = 100;

/**
 * K-4: the sealed fields that were revealed here and that the server does not know of yet. Each is on disk before its value is shown, and
 * stays until the server has noted it: a lost reply sends it again, so the journal may have an entry twice, and never none.
 */
export class RevealedFields {
  readonly #database: RecordDatabase;
  readonly #link: ServerLink;
  readonly #mayContact: boolean;
  readonly #lane = new WriteLane();
  #isSending = false;

  constructor(input: { readonly database: RecordDatabase; readonly link: ServerLink; readonly mayContact: boolean }) {
    this.#database = input.database;
    this.#link = input.link;
    this.#mayContact = input.mayContact;
  }

  async note(revealed: Revealed): Promise<void> {
    await this.#change((waiting) => [...waiting, revealed]);
    void this.send();
  }

  /** Sends what waits. Called when the server is reached. */
  async send(): Promise<void> {
    if (this.#isSending || !this.#mayContact) return;
    this.#isSending = true;
    try {
      for (;;) {
        const first = (await this.#waiting()).slice(0, atOnce);
        if (first.length === 0) return;
        const answer = await this.#link.ask('/sync/revealed', { revealed: first }, z.object({ done: z.literal(true) }));
        if (answer.kind !== 'value') return; // tried again at the next contact
        await this.#change((waiting) => waiting.slice(first.length));
      }
    } finally {
      this.#isSending = false;
    }
  }

  async #waiting(): Promise<readonly Revealed[]> {
    const read = revealedSchema.safeParse(await this.#database.getLocal(key));
    return read.success ? read.data : [];
  }

  #change(next: (waiting: readonly Revealed[]) => readonly Revealed[]): Promise<void> {
    return this.#lane.run(async () => this.#database.setLocal(key, next(await this.#waiting())));
  }
}
