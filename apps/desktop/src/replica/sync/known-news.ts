import type { NewsPage } from '@outpost/domain/sync/news-page';
import type { Page } from '@outpost/domain/sync/protocol';

/**
 * Chosen: unrequested pages wait here while another exchange is under way; the device pulls instead when there are more than
 * these.
 */
const mostPages = 8;

/** This device's knowledge of news that it does not have yet (S-3): whether to pull, and the pages that came unrequested. */
export class KnownNews {
  #isWanted = true;
  /** The number that pokes have announced since the newest pull left: its page may be older than they. */
  #pokedTo = 0;
  /** Unrequested pages, in the order of their arrival. */
  #pages: NewsPage[] = [];
  #isFed = false;

  /** Whether a pull is due. */
  get isWanted(): boolean {
    return this.#isWanted;
  }
  /** Whether unrequested pages wait to be taken. */
  get hasPages(): boolean {
    return this.#pages.length > 0;
  }
  /** Whether the last news came as an unrequested page: the server knows where this device is. */
  get isFed(): boolean {
    return this.#isFed;
  }

  /** Makes a pull due. */
  want(): void {
    this.#isWanted = true;
  }

  /** Makes a pull due for news up to `n`, of which nothing more is known. False: a device that is up to `upTo` already has it. */
  announce(n: number, upTo: number | null): boolean {
    if (n <= (upTo ?? -1)) return false;
    this.#pokedTo = Math.max(this.#pokedTo, n);
    this.#isFed = false;
    this.#isWanted = true;
    return true;
  }

  /** Keeps an unrequested page until it is taken. False where too many wait. */
  keepPage(news: NewsPage): boolean {
    if (this.#pages.length >= mostPages) return false;
    this.#pages.push(news);
    return true;
  }

  /** Removes the first unrequested page and returns it. */
  nextPage(): NewsPage | undefined {
    return this.#pages.shift();
  }

  /** Notes whether an unrequested page was taken. */
  tookUnrequested(isTaken: boolean): void {
    this.#isFed = isTaken;
  }

  /** Notes that a pull leaves now: its page contains all news announced so far. */
  pullLeaves(): void {
    this.#pokedTo = 0;
  }

  /** Notes a page that was written. Only a requested page satisfies the wish for a pull. */
  took(page: Page, isAsked: boolean): void {
    const [head] = page.head.head;
    const isMore = !page.done || page.next.history < head || this.#pokedTo > head; // history follows its records, a page at a time
    this.#isWanted = isMore || (!isAsked && this.#isWanted);
  }

  /** Forgets that the server knows where this device is: the stream that told it is closed. */
  streamEnded(): void {
    this.#isFed = false;
  }

  /** Forgets the unrequested pages of a stream that this device closes. */
  dropPages(): void {
    this.#pages = [];
    this.#isFed = false;
  }
}
