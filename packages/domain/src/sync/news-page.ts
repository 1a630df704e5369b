import { z } from 'zod';
import { headSchema, type Page, pageSchema } from './protocol.ts';

/**
 * S-3: by this header a device that opens its stream of pokes says that it takes pages on it, and what it calls the stream (an id); by
 * the same header its pulls say whose place their answer tells. Who does not send it gets plain pokes, and a server that does not know
 * it sends no pages: an offer beside the wire's number, with a fingerprint of its own (S-7).
 */
export const streamHeader = 'outpost-stream';

/**
 * An event of the stream: the page that a pull would have been answered, for a device that is up to date at the number `from`, holds the
 * page's tokens, and has seen no newer head than `seen`. That head the server has compared with its journal.
 */
export const newsPageSchema = z.strictObject({ from: z.number().int().min(0), seen: headSchema, page: pageSchema });
export type NewsPage = z.infer<typeof newsPageSchema>;

type Leaves = Pick<Page, 'done' | 'head'> & { readonly next: Pick<Page['next'], 'n' | 'history'> };

/** Whether a page leaves its device up to date at the page's head: nothing more is to be fetched, of records or of history. */
export const leavesUpToDate = ({ done, next, head: { head } }: Leaves): boolean =>
  done && next.n === head[0] && next.history === head[0];
