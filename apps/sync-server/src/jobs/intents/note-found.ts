import { inTenant } from '../../db/database.ts';
import { intentReportNoter, type IntentWorkerPorts } from './intent-workers.ts';

/** An order that the other side shows, although its answer was lost. `entity`: the kind of its record; `kind`: of its adapter. */
export type FoundOrder = {
  readonly kind: string;
  readonly entity: string;
  readonly record: string;
  readonly answer: { readonly id: string; readonly url: string | null };
};

/** Notes that an order of unknown outcome was carried out, because the other side shows it. An order that is tried again meanwhile stays as it is. */
export async function noteFound(
  ports: IntentWorkerPorts,
  orgId: string,
  { kind, entity, record, answer }: FoundOrder,
): Promise<void> {
  const [row] = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<{ fence: number }>(
      `select fence from store.intent where org_id = $1 and intent = $2 and id = $3 and status = 'unclear'`,
      [orgId, `${kind}:${entity}`, record],
    ),
  );
  if (!row) return;
  await intentReportNoter(ports, kind)(orgId, { id: record, claim: Number(row.fence), end: { is: 'sent', ...answer } });
}
