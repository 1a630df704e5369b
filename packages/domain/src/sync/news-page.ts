import { z } from 'zod';
import { headSchema, type Page, pageSchema } from './protocol.ts';

/**
 * S-3: a device sends this header when it opens its stream of pokes. The header states that the device accepts pages
 * on the stream, and contains the stream's id. In a pull, the same header names the stream whose place the answer
 * sets. A device without it gets plain pokes, and a server that does not support it sends no pages. The header is
 * optional and does not change the wire's number; it has a fingerprint of its own (S-7).
 */
export const streamHeader = 'outpost-stream';

/**
 * An event of the stream: the page with which the server would have answered a pull. It is for a device that is up to
 * date at the number `from`, holds the page's tokens, and has seen no head after `seen`. The server has compared
 * `seen` with its journal.
 */
export const newsPageSchema = z.strictObject({ from: z.number().int().min(0), seen: headSchema, page: pageSchema });
export type NewsPage = z.infer<typeof newsPageSchema>;

type Leaves = Pick<Page, 'done' | 'head'> & { readonly next: Pick<Page['next'], 'n' | 'history'> };

/** Whether a page leaves its device up to date at the page's head: no records and no history remain to fetch. */
export const leavesUpToDate = ({ done, next, head: { head } }: Leaves): boolean =>
  done && next.n === head[0] && next.history === head[0];
