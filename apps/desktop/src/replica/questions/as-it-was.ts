import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isEnvelopeName } from '@outpost/domain/kernel/entities/envelope';
import { rollUpsOf } from '@outpost/domain/kernel/query/roll-ups/roll-ups-of';
import { type AsItWas, asItWas, type ChangedBy } from '@outpost/domain/sync/as-it-was';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import type { Device } from '../device/device.ts';
import { confirmedOf, type RecordDocument } from '../records/documents.ts';
import { type HistoryLine, olderRows } from './older-rows.ts';

/** A record at an earlier instant, as `asItWas` computes it from all rows that could be had. */
type Found =
  | { readonly state: 'not-yet'; readonly createdAt: string }
  | {
      readonly state: 'not-known';
      readonly why: Extract<AsItWas, { readonly state: 'not-known' }>['why'] | 'not-sent';
      readonly since: string | null;
      readonly isServerAsked: boolean;
    }
  | {
      readonly state: 'known';
      readonly record: StoredRecord;
      readonly next: Record<string, ChangedBy>;
      readonly unknown: string[];
    };

/** The limit of one request for history (`historyRequestSchema`). */
const atOnce = 500;
/** Chosen: more changes of one record than this are not read for one page. */
const mostRows = 10_000;

/**
 * Returns a record as it was at an instant. Reads the journal rows on this device, and the server's older ones only where
 * these do not reach the instant. Changes that wait on this device are not in the journal yet, so they do not count.
 */
export async function readAsItWas(
  { device, ...line }: HistoryLine & { readonly device: Device },
  document: RecordDocument,
  at: string,
): Promise<Found> {
  const record = confirmedOf(document);
  const entity = device.catalogue.entities.get(document.entity);
  if (record === null || entity === undefined)
    return document.createdAt > at
      ? { state: 'not-yet', createdAt: document.createdAt }
      : { state: 'not-known', why: 'not-sent', since: null, isServerAsked: false };
  const isField = fieldNames(device, entity);
  const computed = (rows: readonly HistoryRow[]) => asItWas(at, { record, rows, isField });
  let rows: readonly HistoryRow[] = device.lookups.historyOf([record.id], {
    before: Number.MAX_SAFE_INTEGER,
    limit: mostRows,
  });
  // The rows of the newest changes may still be on their way: then the server's come first.
  if ((rows[0]?.n ?? 0) < record.version) rows = [];
  let found = computed(rows);
  let isServerAsked = false;
  while (found.state === 'not-known' && found.why === 'older' && rows.length < mostRows) {
    const older = await olderRows(line, record, { before: rows.at(-1)?.n, limit: atOnce });
    if (!older.isAnswered) break;
    isServerAsked = !older.more;
    if (older.rows.length === 0) break;
    rows = [...rows, ...older.rows];
    found = computed(rows);
  }
  if (found.state === 'not-yet') return { state: 'not-yet', createdAt: record.createdAt };
  if (found.state === 'not-known') return { ...found, isServerAsked };
  const figures = rollUpsOf(entity).map(([name]) => name);
  return { ...found, next: { ...found.next }, unknown: [...new Set([...found.unknown, ...figures])] };
}

/** Returns whether the kind has a field, or had one that the tenant has retired. */
function fieldNames({ definitions }: Device, entity: Entity): (name: string) => boolean {
  const retired = new Set(
    definitions.retiredFields.flatMap(({ forEntity, name }) => (forEntity === entity.name ? [name] : [])),
  );
  return (name) => Object.hasOwn(entity.fields, name) || isEnvelopeName(name) || retired.has(name);
}
