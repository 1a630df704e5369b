import { z } from 'zod';
import { inviteAddresses } from '../people/invites/invite-addresses.ts';

/** One line of the list of colleagues: an address, and the role with its team; `teamId` null: in the whole organisation. */
export const inviteRowSchema = z.object({ email: z.string(), role: z.string(), teamId: z.string().nullable() });
export type InviteRow = z.infer<typeof inviteRowSchema>;

/** The lines as they are kept on the device. */
export const keptRowsSchema = z.object({ rows: z.array(inviteRowSchema) }).catch({ rows: [] });

/** A line as it is judged: to be sent, left out with the reason, or wrong. An empty line is left out without a word. */
export type JudgedRow =
  | { readonly state: 'ready'; readonly email: string }
  | { readonly state: 'left-out'; readonly why?: string }
  | { readonly state: 'wrong'; readonly why: string };

/**
 * Judges the lines in their order. `holders`: the names of the people who are here, by their address in small letters. `refusalOf`:
 * why the author may not give the role of a line.
 */
export function judgeRows(
  rows: readonly InviteRow[],
  {
    holders,
    refusalOf,
  }: {
    readonly holders: ReadonlyMap<string, string>;
    readonly refusalOf: (row: InviteRow) => string | undefined;
  },
): readonly JudgedRow[] {
  const seen = new Set<string>();
  return rows.map((row): JudgedRow => {
    if (row.email.trim() === '') return { state: 'left-out' };
    const { emails, wrong } = inviteAddresses(row.email);
    const [email] = emails;
    if (email === undefined || emails.length > 1 || wrong.length > 0)
      return { state: 'wrong', why: `“${row.email.trim()}” is not an e-mail address like ann@example.com.` };
    const key = email.toLowerCase();
    const holder = holders.get(key);
    if (holder !== undefined) return { state: 'left-out', why: `${holder} is here already, left out.` };
    if (seen.has(key)) return { state: 'left-out', why: 'This address is in the list already, left out.' };
    seen.add(key);
    const refusal = refusalOf(row);
    return refusal === undefined ? { state: 'ready', email } : { state: 'wrong', why: refusal };
  });
}

/**
 * Returns the lines with a text at a place that may be a list of addresses: each address gets a line of its own, with the role of
 * that place. Parts that are no addresses get lines, too, so that nothing is lost. `added`: the number of these lines, 1 for a
 * text that is no list.
 */
export function withText(
  rows: readonly InviteRow[],
  { place, text, first, most }: { readonly place: number; readonly text: string; readonly first: Omit<InviteRow, 'email'>; readonly most: number }, // prettier-ignore
): { readonly rows: InviteRow[]; readonly added: number; readonly isCut: boolean } {
  const before = rows[place] ?? { email: '', ...first };
  const { emails, wrong } = inviteAddresses(text);
  const parts = emails.length > 1 ? [...emails, ...wrong] : [text];
  const room = Math.max(1, most - rows.length + (place < rows.length ? 1 : 0));
  const kept = parts.slice(0, room);
  return {
    rows: [...rows.slice(0, place), ...kept.map((email) => ({ ...before, email })), ...rows.slice(place + 1)],
    added: kept.length,
    isCut: kept.length < parts.length,
  };
}
