import { z } from 'zod';
import type { RecordDatabase } from '../records/record-database.ts';
import { WriteLane } from '../records/write-lane.ts';
import type { ServerLink } from '../sync/line/server-link.ts';

const noteSchemas = {
  /** A sealed field that the person revealed here (K-4). */
  revealed: z.strictObject({ entity: z.string(), record: z.string(), field: z.string(), at: z.string() }),
  /** An export that the person began here. `of`: a kind of record, "report", "dashboard" or "everything". */
  exported: z.strictObject({ of: z.string(), count: z.int(), format: z.string(), at: z.string() }),
};
type Kind = keyof typeof noteSchemas;
type Note<K extends Kind> = z.infer<(typeof noteSchemas)[K]>;

/** The server takes this many in one request. */
const atOnce = 100;

type JournalNotesParts = {
  readonly database: RecordDatabase;
  readonly link: ServerLink;
  readonly mayContact: boolean;
};

/**
 * Notes of one kind for the journal, which the server does not have yet. Each is on disk before its event happens,
 * and stays until the server has it. A lost reply sends it again, so the journal may have an entry twice, and never
 * none.
 */
export class JournalNotes<K extends Kind> {
  readonly #kind: K;
  readonly #parts: JournalNotesParts;
  readonly #lane = new WriteLane();
  #isSending = false;
  #isStopped = false;

  constructor(kind: K, parts: JournalNotesParts) {
    this.#kind = kind;
    this.#parts = parts;
  }

  async note(note: Note<K>): Promise<void> {
    await this.#change((waiting) => [...waiting, note]);
    void this.send();
  }

  /** Sends the waiting notes. Called when the server is reached. */
  async send(): Promise<void> {
    const { link, mayContact } = this.#parts;
    if (this.#isSending || this.#isStopped || !mayContact) return;
    this.#isSending = true;
    try {
      for (;;) {
        const first = (await this.#waiting()).slice(0, atOnce);
        if (first.length === 0) return;
        const done = z.object({ done: z.literal(true) });
        const answer = await link.ask(`/sync/${this.#kind}`, { [this.#kind]: first }, done);
        if (answer.kind !== 'value' || this.#isStopped) return; // tried again at the next contact
        await this.#change((waiting) => waiting.slice(first.length));
      }
    } catch (cause) {
      if (!this.#isStopped) throw cause; // else the file was closed meanwhile, and the notes wait in it
    } finally {
      this.#isSending = false;
    }
  }

  /** Ends sending. Notes that have not arrived stay on disk. */
  stop(): void {
    this.#isStopped = true;
  }

  async #waiting(): Promise<readonly Note<K>[]> {
    const read = z.array(noteSchemas[this.#kind]).safeParse(await this.#parts.database.getLocal(this.#kind));
    return read.success ? read.data : [];
  }

  #change(next: (waiting: readonly Note<K>[]) => readonly Note<K>[]): Promise<void> {
    return this.#lane.run(async () => this.#parts.database.setLocal(this.#kind, next(await this.#waiting())));
  }
}
