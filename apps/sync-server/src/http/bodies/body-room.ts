import { refuse, type Refusal } from '@outpost/domain/kernel/refusal';

/** The most bytes of large bodies in memory at the same time, of all people together and of one person. */
export type RoomLimits = { readonly all: number; readonly each: number };

const mebibyte = 1_048_576;
/**
 * Chosen: with the values parsed from them these bodies take some hundred megabytes. One person may have two of the
 * largest pushes in progress.
 */
export const usualRoom: RoomLimits = { all: 256 * mebibyte, each: 64 * mebibyte };

/** E-3: counts the memory that large bodies take, by person. A body that exceeds it is refused before it is read. */
export class BodyRoom {
  readonly #limits: RoomLimits;
  readonly #held = new Map<string, number>();
  #all = 0;

  constructor(limits: RoomLimits = usualRoom) {
    this.#limits = limits;
  }

  /** Reserves memory for a person's body; `leave` releases it. Refuses `request/too-many` and `server/busy`. */
  take(person: string, bytes: number): Refusal | { readonly ok: true; readonly leave: () => void } {
    const held = this.#held.get(person) ?? 0;
    if (held + bytes > this.#limits.each)
      return refuse(
        'request/too-many',
        'You sent too many large requests at the same time. Send them one after another.',
        {
          waitSeconds: 1,
        },
      );
    if (this.#all + bytes > this.#limits.all)
      return refuse('server/busy', 'The server has no room for another large request. Try again in a second.', {
        waitSeconds: 1,
      });
    this.#all += bytes;
    this.#held.set(person, held + bytes);
    return {
      ok: true,
      leave: () => {
        this.#all -= bytes;
        const left = (this.#held.get(person) ?? 0) - bytes;
        if (left > 0) this.#held.set(person, left);
        else this.#held.delete(person);
      },
    };
  }
}
