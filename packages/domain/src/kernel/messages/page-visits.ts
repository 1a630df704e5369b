import { z } from 'zod';
import type { JsonValue } from '../json.ts';

/** The most websites of an organisation. Chosen: an organisation has few. */
export const mostVisitedHosts = 20;
/** The most pages that are kept of an e-mail, and the length of a path and of a title. Chosen: more is no news. */
export const [mostVisitedPages, mostPathChars, mostTitleChars] = [50, 200, 120];
/** The most visits of one person that are noted in a day, in UTC. Chosen: above it they say nothing new. */
export const mostVisitsADay = 30;
/** The parameter of an address by which a website learns of which e-mail its visitor comes. */
export const visitParameter = 'outpost_visit';

const hostForm = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/** Whether a text is the name of a website as browsers write it: "www.example.com", in small letters, without a port. */
export const isVisitedHost = (text: string): boolean => hostForm.test(text);

/** A visited page. `path`: "/pricing". `title`: as the website wrote it; empty: none. Times in UTC. */
const pageVisitSchema = z.strictObject({
  host: z.string().max(253),
  path: z.string().max(mostPathChars),
  title: z.string().max(mostTitleChars),
  count: z.number().int().min(1),
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
});
export type PageVisit = z.output<typeof pageVisitSchema>;

const pageVisitsSchema = z.array(pageVisitSchema).max(mostVisitedPages);

/** Reads the visited pages from the record of an e-mail. Empty where there are none, or where a newer server has written them. */
export function readPageVisits(value: JsonValue | undefined): readonly PageVisit[] {
  const read = pageVisitsSchema.safeParse(value);
  return read.success ? read.data : [];
}

/** Returns a path as it is kept: without query and fragment, which may be personal. Undefined for a text that is none. */
export function visitedPath(text: string): string | undefined {
  const [path = ''] = text.split(/[?#]/u, 1);
  const isPath = path.startsWith('/') && path.length <= mostPathChars && !/[\p{C}\s]/u.test(path);
  return isPath ? path : undefined;
}
