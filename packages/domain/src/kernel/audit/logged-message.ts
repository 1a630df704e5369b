import { z } from 'zod';
import { idSchema } from '../ids.ts';

const textOrNull = z.string().nullable();

/** A file that went out with a message. `sha256`: of its bytes, hex. */
const loggedFileSchema = z.object({ name: z.string(), sizeBytes: z.number().int(), sha256: z.string() });
export type LoggedFile = z.output<typeof loggedFileSchema>;

/** A message in the log (MSG-33), as a report shows it. Hashes are SHA-256 in hex. */
export const loggedMessageSchema = z.object({
  id: idSchema,
  /** The numbers of its rows in the journal, ascending. */
  rows: z.array(z.number().int()),
  /** When it left the server, or was refused. */
  at: z.string(),
  channel: z.string(),
  purpose: z.string(),
  /** `leaving`: its end is not known yet. */
  state: z.enum(['leaving', 'sent', 'delivered', 'failed', 'returned', 'unclear', 'refused']),
  stateAt: z.string(),
  record: z.object({ entity: z.string(), id: idSchema }),
  author: z.object({ id: idSchema, name: z.string() }),
  /** Null: it was erased by law. */
  receiver: textOrNull,
  /** The journal has SHA-256(salt, receiver). Null: erased. */
  salt: textOrNull,
  template: textOrNull,
  /** Of the plain text and the HTML as they were sent, in UTF-8 with LF at the ends of lines. */
  text: textOrNull,
  html: textOrNull,
  /** The files that went out with it, in their order. Left out: none, or erased by law (MSG-45). */
  files: z.array(loggedFileSchema).nullish(),
  /** The right to send it: `contract`, `interest` or `consent`, and the id of the consent. */
  ground: textOrNull,
  consent: textOrNull,
  /** The id of the rule that refused it, and the reason in words. */
  rule: textOrNull,
  why: textOrNull,
  /** The provider's id. */
  provider: textOrNull,
  /** When its receiver used the link to opt out. */
  optedOutAt: textOrNull,
});
export type LoggedMessage = z.output<typeof loggedMessageSchema>;

/** The messages in a report. `receivers`: the only ones that it asks for; none: all. `more`: there are more than the report lists. */
export const loggedMessagesSchema = z.object({
  receivers: z.array(z.string()),
  more: z.boolean(),
  lines: z.array(loggedMessageSchema),
});

/** Returns a line without the data of its receiver, who was erased by law. */
export const erasedMessage = (line: LoggedMessage): LoggedMessage => ({
  ...line,
  receiver: null,
  salt: null,
  text: null,
  html: null,
  why: null,
  files: null,
});
