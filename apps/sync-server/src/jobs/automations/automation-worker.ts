import { automationKinds, automationsId } from '@outpost/domain/kernel/automation/automation-kinds';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import { instantOfMs } from '../../db/instant-at.ts';
import { readAsker } from '../../access/asker.ts';
import { systemUserId } from '@outpost/domain/engine/act/author';
import { inTenant, type Transaction } from '../../db/database.ts';
import { readAutomation, readVersions, textField } from '../../gateway/automations/run-store.ts';
import { applyOne } from '../../records/apply-one.ts';
import type { Worker } from '../workers/workers.ts';
import type { PlanRunPorts } from './run-ground.ts';
import { planRuns } from './plan-runs.ts';
import { answerPresses, offerToDevices } from './buttons.ts';
import { endApprovals } from './approvals.ts';
import { startDue } from './start-due.ts';
import { noteFault, type StepPorts, takeRunStep } from './take-run-step.ts';
import { tellPeople } from './tell-people.ts';

export type AutomationPorts = StepPorts &
  PlanRunPorts & {
    readonly log: { readonly error: (details: object, message: string) => void };
  };

const dayMs = 86_400_000;
/** The log of runs is kept this long. */
const keptMs = 90 * dayMs;
/** Chosen: after it, other tenants come before the rest. */
const stepsAtOnce = 100;
/** A step at which the server failed is tried again after this time. */
const faultWaitMs = 60_000;
const tidyEveryMs = 3_600_000;

/**
 * The worker of automations (ADR 139). It reads the journal behind the pushes, so no push waits for it. It stores the runs that changes
 * start, carries out steps that are due, and wakes runs whose wait has ended, or whose record has changed.
 */
export function automationWorker(ports: AutomationPorts): Worker {
  const tidiedMs = new Map<string, number>();
  return {
    doing: 'carrying out automations',
    wakesAtNews: true,
    async run(orgId) {
      const isMore = await planRuns(ports, orgId);
      await answerPresses(ports, orgId);
      const isMoreDue = !isMore && (await startDue(ports, orgId)); // behind the journal: an automation may have been paused in it
      await tellPauses(ports, orgId);
      await offerToDevices(ports, orgId);
      const taken = await takeDueSteps(ports, orgId);
      await endApprovals(ports, orgId);
      const nowMs = ports.clock.nowMs();
      if (nowMs - (tidiedMs.get(orgId) ?? 0) >= tidyEveryMs) {
        tidiedMs.set(orgId, nowMs);
        await tidy(ports, orgId);
      }
      return isMore || isMoreDue || taken > 0 ? 'more' : 'done';
    },
  };
}

/** Carries out the steps that are due, the oldest runs first. Returns the number of runs that went on. */
async function takeDueSteps(ports: AutomationPorts, orgId: string): Promise<number> {
  const nowMs = ports.clock.nowMs();
  const due = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) => readDue(tx, orgId, nowMs));
  let taken = 0;
  for (const id of due) {
    try {
      if (await takeRunStep(ports, orgId, id)) taken += 1;
    } catch (error) {
      ports.log.error({ orgId, run: id, err: error }, 'a step of an automation failed; it is tried again');
      await noteFault(ports, orgId, id);
    }
  }
  return taken;
}

/**
 * Returns runs whose next step is due. A run of a record does not go on while an earlier one of the same automation is under way and does
 * not wait (AUT-2). Runs of paused automations stand still.
 */
async function readDue(tx: Transaction, orgId: string, nowMs: number): Promise<readonly string[]> {
  const [tenant] = await tx.query<{ at: string | null }>('select suspended_at as at from store.tenants where org_id = $1', [orgId]); // prettier-ignore
  if (tenant?.at != null) return []; // a suspended organisation does nothing (PLT-26)
  const rows = await tx.query<{ id: string }>(
    `select r.id from store.automation_run r join store.automation a on a.org_id = r.org_id and a.id = r.automation_id and not a.is_paused
     where r.org_id = $1 and r.status = 'running' and (r.faults = 0 or r.changed_at <= $2)
       and not exists (select 1 from store.automation_run b
         where b.org_id = $1 and b.automation_id = r.automation_id and b.record_id = r.record_id and (b.n, b.id) < (r.n, r.id) and b.status = 'running')
     order by r.n, r.id limit ${stepsAtOnce}`,
    [orgId, instantOfMs(nowMs - faultWaitMs)],
  );
  const waiting = (
    due: string,
    by: string,
    more: readonly string[] = [],
  ): Promise<readonly { readonly id: string }[]> =>
    tx.query<{ id: string }>(
      `select r.id from store.automation_run r join store.automation a on a.org_id = r.org_id and a.id = r.automation_id and not a.is_paused
       where r.org_id = $1 and r.status = 'waiting' and (r.faults = 0 or r.changed_at <= $2) and ${due} order by ${by} limit ${stepsAtOnce}`,
      [orgId, instantOfMs(nowMs - faultWaitMs), ...more],
    );
  const woken = await waiting('r.wakes_at <= $3', 'r.wakes_at, r.n', [instantOfMs(nowMs)]);
  const stirred = await waiting('r.stirred_n is not null', 'r.n');
  return [...new Set([...rows, ...woken, ...stirred].map(({ id }) => id))];
}

const pauseWords = {
  storm: 'was paused: it started too often in one hour. Changes since then start nothing. Look at its runs, and resume it under Settings, Automations.',
  definition: 'was paused: its definition does not fit the records any more. Make a new version under Settings, Automations.',
} as const; // prettier-ignore

type Pausing = { readonly id: string; readonly pause_why: keyof typeof pauseWords; readonly pause_n: number };

/**
 * AUT-6: writes the pauses that the reader has decided into the records of their automations, and tells the makers. The acts have ids that
 * are made of the automation and the journal row, so a server that stops in between writes them once.
 */
async function tellPauses(ports: AutomationPorts, orgId: string): Promise<void> {
  const { database, installed, clock } = ports;
  const pauses = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<Pausing>('select id, pause_why, pause_n from store.automation where org_id = $1 and pause_why is not null', [orgId]),
  ); // prettier-ignore
  for (const { id, pause_why: why, pause_n: n } of pauses) {
    const { automation, version, catalogue } = await inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
      const { tenant } = await readAsker(tx, { orgId, userId: automationsId, installed, service: { pack: 'platform', userId: automationsId, grants: [] } }); // prettier-ignore
      const found = await readAutomation(tx, tenant, id);
      const live = found?.fields['live'];
      const [read] = (await readVersions(tx, tenant, typeof live === 'string' ? [live] : [])).values();
      return { automation: found, version: read, catalogue: tenant.catalogue };
    });
    if (automation) {
      const pausedAt = instantOfMs(clock.nowMs());
      const { fields } = automation;
      const name = textField(fields['name']);
      const key = [id, String(n)] as const;
      await applyOne(
        ports,
        { orgId, author: 'server', device: systemUserId },
        {
          id: hashedId('pause of automation', orgId, ...key),
          label: `Paused ${name}`,
          shape: 'together',
          edits: [{ id, entity: automationKinds.automation, seen: automation.version, fields: { pausedAt: [fields['pausedAt'] ?? null, pausedAt], pausedWhy: [fields['pausedWhy'] ?? null, why] } }],
        },
      ); // prettier-ignore
      if (version)
        await tellPeople(ports, orgId, { catalogue, key: ['pause', ...key], people: [version.makerId], words: `“${name}” ${pauseWords[why]}`, from: name, about: undefined }); // prettier-ignore
    }
    await inTenant(database, { orgId, mode: 'write' }, (tx) =>
      tx.query('update store.automation set pause_why = null, pause_n = null where org_id = $1 and id = $2 and pause_n = $3', [orgId, id, n]),
    ); // prettier-ignore
  }
}

/** Deletes what is older than 90 days of runs that have ended. */
async function tidy({ database, clock }: AutomationPorts, orgId: string): Promise<void> {
  const before = instantOfMs(clock.nowMs() - keptMs);
  await inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query(
      `with old as (delete from store.automation_run where org_id = $1 and changed_at < $2 and status in ('done', 'ended', 'cancelled') returning id)
       delete from store.automation_step where org_id = $1 and run_id in (select id from old)`,
      [orgId, before],
    );
    // ASG-3: the decision of a run that is still open is needed, however old it is.
    await tx.query(
      `delete from store.assignment_decision d where d.org_id = $1 and d.at < $2
         and not exists (select 1 from store.automation_run r where r.org_id = d.org_id and r.id = d.run_id)`,
      [orgId, before],
    );
  });
}
