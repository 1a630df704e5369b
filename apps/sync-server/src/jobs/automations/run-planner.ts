import { administers, can, canSee, type Principal } from '@outpost/domain/kernel/access/access';
import { deepestChain, mostRunsPerHour } from '@outpost/domain/kernel/automation/automation-definition';
import { automationKinds, automationsId } from '@outpost/domain/kernel/automation/automation-kinds';
import { type StartingChange, startsRun } from '@outpost/domain/kernel/automation/starts-run';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { idOfChangeRun } from '@outpost/domain/kernel/automation/step-edits';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import { holds } from '@outpost/domain/kernel/query/filters/holds';
import { type Asker, readAsker } from '../../access/asker.ts';
import { type Transaction, unawaited } from '../../db/database.ts';
import { type AutomationSight, decidedFor } from '../../gateway/automations/decided-for.ts';
import { type ReadVersion, readVersions, textField } from '../../gateway/automations/run-store.ts';
import type { JournalPayload } from '../../journal/chain.ts';
import { recordsOf } from '../../records/load/load.ts';
import { RowRecords } from './row-records.ts';
import { followedBy, type KnownAutomation, writeKnown } from './known-automations.ts';
import { type MadeRun, type ParentRuns, readParents, writeRuns } from './made-runs.ts';
import type { RunGround, PlanRunPorts } from './run-ground.ts';
import { type UsableVersion, VersionFilters } from './version-filters.ts';
import { writeDue } from './write-due.ts';

/** A change of one record. */
type Change = StartingChange & { readonly payload: JournalPayload; readonly entity: string; readonly id: string };

/** The decision about a press. `why`: null where it started a run. */
type PressAnswer = { readonly press: string; readonly n: number; readonly why: string | null };

type Planning = {
  readonly orgId: string;
  readonly ground: RunGround;
  readonly asker: Asker;
  readonly versions: ReadonlyMap<string, ReadVersion>;
  readonly parents: ParentRuns;
  readonly rows: readonly JournalPayload[];
  readonly mostPerHour: number;
  readonly principalOf: (userId: string) => Promise<Principal>;
};

/** Reads what the decisions about these rows need, besides their ground. */
export async function openPlanner(
  { installed, runsPerHour }: PlanRunPorts,
  tx: Transaction,
  { orgId, ground, rows }: Pick<Planning, 'orgId' | 'ground' | 'rows'>,
): Promise<RunPlanner> {
  const made = rows.flatMap(({ entity, changed }) => {
    const version = entity === automationKinds.automation ? changed['live']?.[1] : undefined;
    return typeof version === 'string' ? [version] : [];
  });
  const [later, parents] = await Promise.all([
    readVersions(tx, { orgId, installed }, [...new Set(made)]),
    readParents(tx, orgId, rows),
  ]);
  const service = { pack: 'platform', userId: automationsId, grants: [] };
  const asker = await readAsker(tx, { orgId, userId: automationsId, installed, service }, ground.mark);
  const makers = new Map<string, Principal>();
  const principalOf = async (userId: string): Promise<Principal> => {
    const found = makers.get(userId) ?? (await readAsker(tx, { orgId, userId, installed }, ground.mark)).principal;
    makers.set(userId, found);
    return found;
  };
  const versions = new Map([...ground.versions, ...later]);
  return new RunPlanner(tx, { orgId, ground, rows, asker, versions, parents, mostPerHour: runsPerHour ?? mostRunsPerHour, principalOf }); // prettier-ignore
}

/** AUT-2: decides row by row which runs the rows start. It writes the decisions at the end. */
class RunPlanner {
  readonly #tx: Transaction;
  readonly #planning: Planning;
  readonly #filters: VersionFilters;
  /** The versions that a row may start, by its number. Most rows have none. */
  readonly #concerned: ReadonlyMap<number, readonly ReadVersion[]>;
  readonly #records: RowRecords;
  /** The records that filters refer to. */
  readonly #held: AutomationSight['held'] = new Map();
  /** The automations whose state these rows change, with the moment. */
  readonly #changed = new Map<string, string>();
  readonly #made: MadeRun[] = [];
  readonly #answers: PressAnswer[] = [];

  constructor(tx: Transaction, planning: Planning) {
    const { asker, versions, rows } = planning;
    this.#tx = tx;
    this.#planning = planning;
    this.#filters = new VersionFilters(asker, versions);
    this.#concerned = concernedBy(this.#filters, rows);
    this.#records = new RowRecords(tx, asker.tenant, { rows, mayAsk: ({ n }) => this.#concerned.has(n) });
  }

  /** Takes a row over that changed an automation: it answers later rows as it is from here on. */
  follow(payload: JournalPayload): void {
    this.#setKnown(followedBy(this.#planning.ground.known.get(payload.record ?? ''), payload), payload.at);
  }

  /** AUT-21: has the automations on devices that assign by a changed rule offered to devices again. */
  offerAgain({ record, at }: JournalPayload): void {
    for (const one of this.#planning.ground.known.values()) {
      const { trigger, steps } = this.#filters.answering(one)?.definition ?? {};
      if (trigger?.kind !== 'change' || trigger.onDevices !== true) continue;
      if (steps?.some((step) => step.kind === 'assign' && step.rule === record) === true) this.#setKnown(one, at);
    }
  }

  /** Starts a run for each automation that answers a row. */
  async answer(payload: JournalPayload): Promise<void> {
    const concerned = this.#concerned.get(payload.n);
    if (concerned === undefined) return;
    const { kind, entity, record: id, changed, sealed } = payload;
    if ((kind !== 'created' && kind !== 'changed') || entity === null || id === null || sealed) return;
    if (!this.#planning.asker.tenant.catalogue.entities.has(entity)) return;
    for (const version of concerned) {
      const one = this.#planning.ground.known.get(version.automationId);
      if (one && this.#filters.answering(one) === version)
        await this.#answerWith(one, version, { kind, changed, payload, entity, id });
    }
  }

  /** Decides about a press of a button. */
  async press(payload: JournalPayload): Promise<void> {
    const { tenant } = this.#planning.asker;
    const [record] = await recordsOf(this.#tx, tenant, { entity: automationKinds.press, ids: [payload.record ?? ''] });
    if (record) this.#answers.push({ press: record.id, n: payload.n, why: await this.#startByPress(payload, record) });
  }

  /** Writes the decisions, in the round trip of the commit. `n`: the last row; `at`: the time of the runs, ISO 8601 UTC. */
  write(n: number, at: string): void {
    const { orgId, ground } = this.#planning;
    const changed = [...this.#changed.keys()].flatMap((id) => ground.known.get(id) ?? []);
    unawaited(writeKnown(this.#tx, orgId, { known: changed, n }));
    unawaited(writeRuns(this.#tx, orgId, { made: this.#made, at }));
    unawaited(writeAnswers(this.#tx, orgId, this.#answers));
    for (const one of changed)
      unawaited(writeDue(this.#tx, orgId, { id: one.id, version: this.#filters.answering(one), at: this.#changed.get(one.id) ?? '' })); // prettier-ignore
  }

  #setKnown(next: KnownAutomation, at: string): void {
    this.#planning.ground.known.set(next.id, next);
    this.#changed.set(next.id, at);
  }

  #pause(one: KnownAutomation, why: NonNullable<KnownAutomation['pauseWhy']>, { n, at }: JournalPayload): void {
    this.#setKnown({ ...one, isPaused: true, pauseWhy: why, pauseN: n }, at);
  }

  /** Counts a run that is about to start. Returns whether the automation has started too often in the last hour (AUT-6). */
  #isStorm(id: string): boolean {
    const { ground, mostPerHour } = this.#planning;
    const count = ground.counts.get(id) ?? 0;
    ground.counts.set(id, count + 1);
    return count >= mostPerHour;
  }

  async #answerWith(one: KnownAutomation, version: ReadVersion, change: Change): Promise<void> {
    const { payload, entity, id } = change;
    const trigger = version.definition?.trigger;
    const parent = payload.by === automationsId && payload.group !== null ? this.#planning.parents.get(payload.group) : undefined; // prettier-ignore
    if (parent?.automationId === one.id && !(trigger?.kind === 'change' && trigger.answersOwn === true)) return;
    const starts = await this.#decide(version, change);
    if (starts === 'problem') return this.#pause(one, 'definition', payload);
    if (starts === 'no') return;
    if (this.#isStorm(one.id)) return this.#pause(one, 'storm', payload);
    const depth = (parent?.depth ?? 0) + 1;
    const tooDeep = depth > deepestChain;
    const why = tooDeep ? `Automations started each other ${deepestChain} times in a row. The chain ends here.` : starts === 'unmet' ? 'Its conditions were not met.' : null; // prettier-ignore
    this.#make(version, {
      ...(trigger?.kind === 'change' && trigger.onDevices === true && payload.act !== null && !payload.expanded
        ? { id: idOfChangeRun(one.id, { act: payload.act, record: id }) }
        : {}),
      n: payload.n,
      entity,
      record_id: id,
      depth,
      status: why === null ? 'running' : 'ended',
      why,
      cause: null,
    });
  }

  /** Adds a run. Its id is made of the journal row, unless `id` is given: a device knows no number of its row (AUT-22). */
  #make(
    { id: versionId, automationId }: ReadVersion,
    run: Omit<MadeRun, 'id' | 'automation_id' | 'version_id'> & { readonly id?: string },
  ): void {
    const id = hashedId('run', this.#planning.orgId, automationId, String(run.n));
    this.#made.push({ id, automation_id: automationId, version_id: versionId, ...run });
  }

  /** Returns whether a version starts for a change; "problem": it cannot be used any more; "unmet": it starts, and its conditions end it. */
  async #decide(version: ReadVersion, change: Change): Promise<'yes' | 'no' | 'problem' | 'unmet'> {
    const { payload, entity, id, kind, changed } = change;
    if (!this.#filters.isUsable(version)) return 'problem';
    const { definition } = version;
    const { start, conditions, asking } = this.#filters.read(version, payload.at);
    if (!start.ok || !conditions.ok) return 'problem';
    const record = await this.#records.behind({ n: payload.n, entity, id });
    if (record === undefined) return 'no';
    const sight = await this.#sightOf(version.makerId);
    if (!canSee(sight.principal, sight.tenant.catalogue, record)) return 'no';
    const starts = await decidedFor(this.#tx, sight, (referred) =>
      startsRun({ asking, referred }, { trigger: definition.trigger, ...start.value }, { kind, changed, record }),
    );
    if (starts !== 'yes') return 'no';
    const met = await decidedFor(this.#tx, sight, (referred) => holds({ asking, referred }, conditions.value, record));
    return met === 'yes' ? 'yes' : 'unmet';
  }

  async #sightOf(userId: string): Promise<AutomationSight> {
    const { asker, principalOf } = this.#planning;
    return { tenant: asker.tenant, principal: await principalOf(userId), held: this.#held };
  }

  /** Starts a run for a press of a button, or returns why it starts none. */
  async #startByPress(payload: JournalPayload, { fields, createdBy }: StoredRecord): Promise<string | null> {
    const one = this.#planning.ground.known.get(textField(fields['automation']));
    if (one === undefined || one.isGone) return 'The automation was deleted.';
    if (one.isPaused) return 'The automation is paused.';
    const version = this.#filters.answering(one);
    if (version?.definition?.trigger.kind !== 'button') return 'The automation has no button any more.';
    if (!this.#filters.isUsable(version)) {
      this.#pause(one, 'definition', payload);
      return 'The automation does not fit the records any more. It was paused.';
    }
    const about = await this.#pressedRecord(version, { about: textField(fields['about']), presserId: createdBy, at: payload.at });
    if (typeof about === 'string') return about;
    if (this.#isStorm(one.id)) {
      this.#pause(one, 'storm', payload);
      return 'The automation started too often in one hour. It was paused.';
    }
    const cause = { kind: 'button', press: payload.record ?? '', by: createdBy } as const;
    this.#make(version, { n: payload.n, entity: about.entity, record_id: about.id, depth: 1, status: 'running', why: null, cause });
    return null;
  } // prettier-ignore

  /** Returns the record for which a button was pressed, or why nothing starts for it. */
  async #pressedRecord(version: UsableVersion, { about, presserId, at }: { readonly about: string; readonly presserId: string; readonly at: string }): Promise<StoredRecord | string> {
    const { asker, principalOf } = this.#planning;
    const { catalogue } = asker.tenant;
    const { definition } = version;
    const [entity = '', id = ''] = about.split(':');
    if (entity !== definition.entity) return 'The automation has no button for this kind of record any more.';
    const [record] = await recordsOf(this.#tx, asker.tenant, { entity, ids: [id] });
    const presser = await principalOf(presserId);
    if (record?.life !== 'alive' || !canSee(presser, catalogue, record)) return 'The record is deleted, or you may not see it any more.';
    const isForAdministrators = definition.trigger.kind === 'button' && definition.trigger.by === 'administrators';
    const may = isForAdministrators ? administers(presser, entityOf(catalogue, automationKinds.automation)) : can(presser, 'update', entityOf(catalogue, entity), record);
    if (!may) return isForAdministrators ? 'Only administrators may press this button.' : 'Only people who may change the record may press this button.';
    const sight = await this.#sightOf(version.makerId);
    if (!canSee(sight.principal, catalogue, record)) return 'The person who made the automation may not see this record.';
    const { conditions, asking } = this.#filters.read(version, at);
    if (!conditions.ok) return conditions.message;
    const met = await decidedFor(this.#tx, sight, (referred) => holds({ asking, referred }, conditions.value, record));
    return met === 'yes' ? record : 'The record does not match the conditions of the automation.';
  } // prettier-ignore
}

/** Returns the versions that each row may start, by its number; only of rows that may start one. */
function concernedBy(filters: VersionFilters, rows: readonly JournalPayload[]): ReadonlyMap<number, readonly ReadVersion[]> {
  const concerned = new Map<number, readonly ReadVersion[]>();
  for (const row of rows) {
    const versions = filters.concerned(row);
    if (versions.length > 0) concerned.set(row.n, versions);
  }
  return concerned;
} // prettier-ignore

/** Stores the decisions about presses, which `answerPresses` writes into their records. */
async function writeAnswers(tx: Transaction, orgId: string, answers: readonly PressAnswer[]): Promise<void> {
  if (answers.length === 0) return;
  await tx.query(
    `insert into store.automation_answer (org_id, press_id, n, why)
     select $1, a.press, a.n, a.why from jsonb_to_recordset($2::jsonb) as a(press uuid, n bigint, why text) on conflict do nothing`,
    [orgId, JSON.stringify(answers)],
  );
}
