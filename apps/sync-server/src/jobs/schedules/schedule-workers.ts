import type { Logger } from 'pino';
import type { ServiceAccount } from '../../access/service-account.ts';
import { inTenant } from '../../db/database.ts';
import { openService, type ServicePorts } from '../service/service.ts';
import type { Worker } from '../workers/workers.ts';
import type { JobSchedule } from './schedule.ts';

export type ScheduleWorkerPorts = ServicePorts & { readonly log: Pick<Logger, 'warn'> };

/** Schedules of one pack, and the service account under which they work. */
export type PackSchedules = { readonly account: ServiceAccount; readonly schedules: readonly JobSchedule[] };

/** A turn that a server did not finish is repeated after this time. Chosen: longer than any turn takes. */
const abandonedAfterMs = 10 * 60_000;

/** Returns a worker for each schedule. */
export const scheduleWorkers = (ports: ScheduleWorkerPorts, packs: readonly PackSchedules[]): readonly Worker[] =>
  packs.flatMap(({ account, schedules }) =>
    schedules.map((schedule): Worker => {
      if (!(schedule.everyMinutes >= 1))
        throw new Error(`Schedule ${schedule.name} of pack ${account.pack}: everyMinutes must be 1 or more`);
      return {
        doing: schedule.doing,
        run: (orgId) => takeTurn(ports, orgId, { account, schedule }).then(() => 'done'),
      };
    }),
  );

type Turn = { readonly account: ServiceAccount; readonly schedule: JobSchedule };

async function takeTurn(ports: ScheduleWorkerPorts, orgId: string, { account, schedule }: Turn): Promise<void> {
  const service = await openService(ports, account, orgId);
  if (!service) return;
  const name = `${account.pack}/${schedule.name}`;
  const beganMs = ports.clock.nowMs();
  const everyMs = schedule.everyMinutes * 60_000;
  if (!(await claim(ports, orgId, { name, nowMs: beganMs, untilMs: beganMs + Math.min(abandonedAfterMs, everyMs) }))) return; // prettier-ignore
  const done = await schedule.run(service);
  if (!done.ok) ports.log.warn({ orgId, schedule: name, code: done.code, message: done.message }, 'a schedule was refused'); // prettier-ignore
  await inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
    tx.query('update store.schedule set due_at = $3 where org_id = $1 and schedule = $2', [
      orgId,
      name,
      new Date(beganMs + everyMs).toISOString(),
    ]),
  );
}

/** Takes the turn if it is due, so that no other server does. */
async function claim(
  { database }: Pick<ScheduleWorkerPorts, 'database'>,
  orgId: string,
  { name, nowMs, untilMs }: { readonly name: string; readonly nowMs: number; readonly untilMs: number },
): Promise<boolean> {
  const rows = await inTenant(database, { orgId, mode: 'write' }, (tx) =>
    tx.query<{ schedule: string }>(
      `insert into store.schedule as s (org_id, schedule, due_at) values ($1, $2, $4)
       on conflict (org_id, schedule) do update set due_at = excluded.due_at where s.due_at <= $3
       returning s.schedule`,
      [orgId, name, new Date(nowMs).toISOString(), new Date(untilMs).toISOString()],
    ),
  );
  return rows.length > 0;
}
