import { kindsByMonth } from '@outpost/domain/kernel/access/kept-off-devices';
import { type Month, monthIn, monthOf, wholeToken } from '@outpost/domain/kernel/access/record-age';
import type { Clock } from '@outpost/domain/kernel/ports';
import { readMark, readTenant } from '../../access/asker.ts';
import { filedTokens } from '../../access/filed-tokens.ts';
import type { FiledByMonth } from '../../catalogue/filed-by-month.ts';
import type { Tenant } from '../../catalogue/tenant.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import { moveCompanions } from './companion-months.ts';
import { fileBeside } from './file-beside.ts';
import { type AnewPorts, recordsAfter, underClock } from './write-anew.ts';

export type ByMonthPorts = AnewPorts & { readonly clock: Clock };

/** Chosen: a piece locks the tenant's clock for some tens of milliseconds, and acts are decided between two pieces. */
const recordsPerPiece = 500;

/** Sorts before every id. */
const fromTheFirst = '00000000-0000-0000-0000-000000000000';

/**
 * prepares the kinds whose old records an organisation keeps off devices, and ends the months of their tokens with the
 * present one. Three steps for each kind, each in a transaction of its own:
 *
 * 1. From now on every write files records of the kind by month, too (`filedTokens`).
 * 2. The records from before are filed, some at a time. Devices still hold the kind whole.
 * 3. The kind has a month. From now on the tokens of devices are narrowed (`withoutOldRecords`), and each new month moves them.
 *
 * Companions (K-4) are filed with their records, in the same step and transaction. So both leave devices with the same page.
 * A device never loses a young record meanwhile. Returns whether there may be more to do.
 */
export async function fileByMonth(ports: ByMonthPorts, orgId: string): Promise<'more' | 'done'> {
  const nowMs = ports.clock.nowMs();
  const now = monthOf(new Date(nowMs).toISOString());
  const due = await inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
    const { installed } = ports;
    const { tenant, settings } = await readTenant(tx, { orgId, installed }, await readMark(tx, orgId));
    // A kind that has lost its line goes on counting: its tokens are of the present month when the line returns.
    const kinds = [...kindsByMonth(tenant.catalogue, settings?.keptOff ?? []), ...Object.keys(tenant.filedByMonth)];
    const isDue = (kind: string): boolean => stepOf(tenant.filedByMonth, kind, now) !== undefined;
    return kinds.find((kind) => tenant.catalogue.entities.has(kind) && isDue(kind)); // a pack may be gone (T-25)
  });
  if (due === undefined) return 'done'; // this is the usual case: nobody waits for the clock
  await underClock(ports, orgId, async (tx, tenant) => {
    const step = stepOf(tenant.filedByMonth, due, now); // another server may have done it meanwhile
    if (step === 'begin') await begin(tx, tenant, due);
    else if (step === 'file') await filePiece(tx, tenant, { ports, kind: due, now, nowMs });
    else if (step === 'move') await endWith(tx, tenant, { kind: due, now, nowMs });
  });
  return 'more';
}

function stepOf(filed: FiledByMonth, kind: string, now: Month): 'begin' | 'file' | 'move' | undefined {
  const month = filed[kind];
  if (month === undefined) return 'begin';
  if (month === null) return 'file';
  return month < now ? 'move' : undefined;
}

const upkeepName = (kind: string): string => `months:${kind}`;

async function begin(tx: Transaction, tenant: Tenant, kind: string): Promise<void> {
  await tx.query(
    `insert into store.kind_upkeep (org_id, entity, toward, after) values ($1, $2, 1, $3)
     on conflict (org_id, entity) do update set after = excluded.after`,
    [tenant.orgId, upkeepName(kind), fromTheFirst],
  );
  await note(tx, tenant, { kind, month: null });
}

type Now = { readonly kind: string; readonly now: Month; readonly nowMs: number };

async function filePiece(
  tx: Transaction,
  tenant: Tenant,
  { ports, ...at }: Now & { readonly ports: ByMonthPorts },
): Promise<void> {
  const { kind } = at;
  const { orgId } = tenant;
  const [row] = await tx.query<{ after: string | null }>(
    'select after from store.kind_upkeep where org_id = $1 and entity = $2',
    [orgId, upkeepName(kind)],
  );
  const size = ports.recordsAtOnce ?? recordsPerPiece;
  const records = await recordsAfter(tx, tenant, { entity: kind, after: row?.after ?? fromTheFirst, size });
  const companions = await moveCompanions(tx, tenant, records);
  const rows = [...records, ...companions.map((companion) => companion.now)].flatMap((record) =>
    filedTokens(tenant, record).flatMap((token) =>
      monthIn(token) === undefined ? [] : [{ token, id: record.id, entity: record.entity, beside: wholeToken(token) }],
    ),
  );
  await fileBeside(tx, orgId, rows);
  const isOver = records.length < size;
  await tx.query('update store.kind_upkeep set after = $3::uuid where org_id = $1 and entity = $2', [
    orgId,
    upkeepName(kind),
    isOver ? null : records.at(-1)?.id,
  ]);
  if (isOver) await endWith(tx, tenant, at);
}

/**
 * From now on the tokens of devices end with this month. The event in the journal is also the news after which connected devices
 * pull (S-3): their rights have another mark.
 */
async function endWith(tx: Transaction, tenant: Tenant, { kind, now, nowMs }: Now): Promise<void> {
  await note(tx, tenant, { kind, month: now });
  await noteEvent(tx, tenant.orgId, { action: 'devices/narrowed', nowMs, entity: kind, details: { month: now } });
}

async function note(
  tx: Transaction,
  { orgId, filedByMonth }: Tenant,
  { kind, month }: { readonly kind: string; readonly month: Month | null },
): Promise<void> {
  await tx.query('update store.tenants set filed_by_month = $2::jsonb where org_id = $1', [
    orgId,
    JSON.stringify({ ...filedByMonth, [kind]: month }),
  ]);
}
