import type { NewsPage } from '@outpost/domain/sync/news-page';
import type { Page } from '@outpost/domain/sync/protocol';

/**
 * Chosen: unrequested pages wait here while another exchange is under way; the device pulls instead when there are more than
 * these.
 */
const mostPages = 8;

/** The news that this device does not have yet (S-3): whether to pull, and the pages that arrived unrequested. */
export class KnownNews {
  #isWanted = true;
  /** The number that pokes have announced since the newest pull was sent: its page may be older than the pokes. */
  #pokedTo = 0;
  /** Unrequested pages, in the order of their arrival. */
  #pages: NewsPage[] = [];
  #isFed = false;

  /** Whether a pull is due. */
  get isWanted(): boolean {
    return this.#isWanted;
  }
  /** Whether unrequested pages wait to be applied. */
  get hasPages(): boolean {
    return this.#pages.length > 0;
  }
  /** Whether the last news arrived as an unrequested page: the server has the position of this device. */
  get isFed(): boolean {
    return this.#isFed;
  }

  /** Makes a pull due. */
  want(): void {
    this.#isWanted = true;
  }

  /** Makes a pull due for news up to `n`. Returns false for a device that is up to `upTo` and already has the news. */
  announce(n: number, upTo: number | null): boolean {
    if (n <= (upTo ?? -1)) return false;
    this.#pokedTo = Math.max(this.#pokedTo, n);
    this.#isFed = false;
    this.#isWanted = true;
    return true;
  }

  /** Keeps an unrequested page until it is applied. Returns false where too many wait. */
  keepPage(news: NewsPage): boolean {
    if (this.#pages.length >= mostPages) return false;
    this.#pages.push(news);
    return true;
  }

  /** Removes the first unrequested page and returns it. */
  nextPage(): NewsPage | undefined {
    return this.#pages.shift();
  }

  /** Notes whether an unrequested page was applied. */
  tookUnrequested(isTaken: boolean): void {
    this.#isFed = isTaken;
  }

  /** Notes that a pull is sent now: its page contains all news announced so far. */
  pullLeaves(): void {
    this.#pokedTo = 0;
  }

  /** Notes a page that was written. Only a requested page ends the need for a pull. */
  took(page: Page, isAsked: boolean): void {
    const [head] = page.head.head;
    const isMore = !page.done || page.next.history < head || this.#pokedTo > head; // history follows its records, a page at a time
    this.#isWanted = isMore || (!isAsked && this.#isWanted);
  }

  /** Notes that the server no longer has the position of this device, because the stream is closed. */
  streamEnded(): void {
    this.#isFed = false;
  }

  /** Drops the unrequested pages of a stream that this device closes. */
  dropPages(): void {
    this.#pages = [];
    this.#isFed = false;
  }
}
