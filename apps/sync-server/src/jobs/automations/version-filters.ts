import type { AutomationDefinition } from '@outpost/domain/kernel/automation/automation-definition';
import {
  definitionProblem,
  readAutomationFilter,
  startConditions,
} from '@outpost/domain/kernel/automation/definition-problem';
import { hasForm, isRuledOut } from '@outpost/domain/kernel/automation/starts-run';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Asker } from '../../access/asker.ts';
import type { ReadVersion } from '../../gateway/automations/run-store.ts';
import type { JournalPayload } from '../../journal/chain.ts';
import { answersChanges, type KnownAutomation } from './known-automations.ts';

/** A version that this build can read, and that fits the tenant's records. */
export type UsableVersion = ReadVersion & { readonly definition: AutomationDefinition };

/** The person and the moment for which filters ask. */
type Asking = { readonly userId: string; readonly now: string; readonly timeZone: string };

/** `asking`: its moment is the one as of which the filters were read; ISO 8601 UTC. */
type ReadFilters = {
  readonly asking: Asking;
  readonly start: ReturnType<typeof startConditions>;
  readonly conditions: ReturnType<typeof readAutomationFilter>;
};

type RowOfRecord = Pick<JournalPayload, 'kind' | 'entity' | 'record' | 'changed' | 'at'>;

const isReadable = (version: ReadVersion): version is UsableVersion => version.definition !== undefined;

/** The versions about which a batch of rows asks, with their filters. Each is checked once, and its filters are read once for each moment. */
export class VersionFilters {
  readonly #asker: Pick<Asker, 'tenant' | 'settings'>;
  readonly #versions: ReadonlyMap<string, ReadVersion>;
  /** The versions that this build can read, by the kind of their records, and the others. */
  readonly #byKind: ReadonlyMap<string, readonly UsableVersion[]>;
  readonly #unreadable: readonly ReadVersion[];
  readonly #isWrong = new Map<string, boolean>();
  readonly #filters = new Map<string, ReadFilters>();

  constructor(asker: Pick<Asker, 'tenant' | 'settings'>, versions: ReadonlyMap<string, ReadVersion>) {
    this.#asker = asker;
    this.#versions = versions;
    const ordered = [...versions.values()].toSorted((a, b) => (a.automationId < b.automationId ? -1 : 1));
    this.#byKind = Map.groupBy(ordered.filter(isReadable), ({ definition }) => definition.entity);
    this.#unreadable = ordered.filter((version) => !isReadable(version));
  }

  /** Returns the version with which an automation answers; undefined where it answers nothing. */
  answering(known: KnownAutomation | undefined): ReadVersion | undefined {
    const version =
      known?.versionId == null || !answersChanges(known) ? undefined : this.#versions.get(known.versionId);
    return version?.automationId === known?.id ? version : undefined;
  }

  isUsable(version: ReadVersion): version is UsableVersion {
    const { id, definition } = version;
    if (definition === undefined) return false;
    const isWrong = this.#isWrong.get(id) ?? definitionProblem(this.#asker.tenant.catalogue, definition) !== undefined;
    this.#isWrong.set(id, isWrong);
    return !isWrong;
  }

  /** Returns the filters of a version as of a moment: the changes of one act have the same one. */
  read(version: UsableVersion, now: string): ReadFilters {
    const found = this.#filters.get(version.id);
    if (found?.asking.now === now) return found;
    const { tenant, settings } = this.#asker;
    const asking = { userId: version.makerId, now, timeZone: settings?.timeZone ?? 'UTC' };
    const reading = { catalogue: tenant.catalogue, currency: settings?.currency, ...asking };
    const entity = entityOf(tenant.catalogue, version.definition.entity);
    const read = {
      asking,
      start: startConditions(reading, entity, version.definition),
      conditions: readAutomationFilter(reading, entity, version.definition.conditions),
    };
    this.#filters.set(version.id, read);
    return read;
  }

  /**
   * Returns the versions that a row may start, in the order of their automations, and those that cannot be used any more. All other versions
   * start nothing for the row. Its form or its new values show that, so nobody reads its record.
   */
  concerned(row: RowOfRecord): readonly ReadVersion[] {
    const { kind, entity, record: id, changed } = row;
    if ((kind !== 'created' && kind !== 'changed') || entity === null || id === null) return [];
    const may = this.#byKind.get(entity)?.filter((version) => hasForm(version.definition.trigger, { kind, changed }) && !this.#isOut(version, { entity, id, changed }, row.at)) ?? []; // prettier-ignore
    return this.#unreadable.length === 0 ? may : [...this.#unreadable, ...may];
  }

  /** Whether the new values alone show that a change does not start a version. */
  #isOut(version: UsableVersion, change: Parameters<typeof isRuledOut>[2], at: string): boolean {
    if (!this.isUsable(version)) return false;
    const read = this.read(version, at);
    return read.start.ok && read.conditions.ok && isRuledOut(read, read.start.value.after, change);
  }
}
