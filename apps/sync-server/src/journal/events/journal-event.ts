import {
  auditActionNames,
  auditActions,
  type AuditAction,
  auditOutcomes,
} from '@outpost/domain/kernel/audit/audit-actions';
import { z } from 'zod';

/** The origin of an event: the request that caused it. Null: not known, or there was no request (a schedule). */
export type Origin = {
  /** The network address of the client. */
  readonly address: string | null;
  /** The id of the request, as in the log. */
  readonly request: string | null;
  /** The signed-in person, with session and device. */
  readonly person: string | null;
  readonly session: string | null;
  readonly device: string | null;
};

/** The origin of an event that no request caused. */
export const noOrigin: Origin = { address: null, request: null, person: null, session: null, device: null };

const id = z.string().nullable();

/**
 * The content of an event's row in the journal in addition to the usual columns. All of it is under the row's digest.
 */
export const journalEventSchema = z.strictObject({
  action: z.enum(auditActionNames),
  outcome: z.enum(auditOutcomes),
  /** The time at which it happened, ISO 8601 UTC. The row itself is appended some seconds later. */
  at: z.string(),
  /** The person who did it; null where nobody was signed in. */
  by: id,
  /** The person whom it is about, if that is not clear from `by`. */
  about: id,
  /** The start of a keyed hash of the address that was entered at a sign-in. The address itself is never kept. */
  account: z.string().nullable(),
  address: z.string().nullable(),
  session: id,
  device: id,
  request: z.string().nullable(),
  /** The kind and id of the record that was refused, exported or read. */
  entity: z.string().nullable(),
  record: id,
  /** The number of times that it happened; more than 1 in the row that reports the events beyond the hourly bound. */
  times: z.number().int().min(1),
  /** Reasons, numbers and names of fields: never values of records. */
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type JournalEvent = z.output<typeof journalEventSchema>;

/** Returns the class of an event, by its action. */
export const classOfAction = (action: AuditAction) => auditActions[action].class;
