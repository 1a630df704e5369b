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

/** `now`: the moment as of which the filters were read; ISO 8601 UTC. */
type ReadFilters = {
  readonly now: string;
  readonly start: ReturnType<typeof startConditions>;
  readonly conditions: ReturnType<typeof readAutomationFilter>;
};

type RowOfRecord = Pick<JournalPayload, 'kind' | 'entity' | 'record' | 'changed' | 'at'>;

/** The versions about which a batch of rows asks, with their filters. Each is checked once, and its filters are read once for each moment. */
export class VersionFilters {
  readonly #asker: Pick<Asker, 'tenant' | 'settings'>;
  readonly #versions: ReadonlyMap<string, ReadVersion>;
  readonly #isWrong = new Map<string, boolean>();
  readonly #filters = new Map<string, ReadFilters>();

  constructor(asker: Pick<Asker, 'tenant' | 'settings'>, versions: ReadonlyMap<string, ReadVersion>) {
    this.#asker = asker;
    this.#versions = versions;
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

  /** The person and the moment for which a version's filters ask. */
  asking(
    { makerId }: ReadVersion,
    now: string,
  ): { readonly userId: string; readonly now: string; readonly timeZone: string } {
    return { userId: makerId, now, timeZone: this.#asker.settings?.timeZone ?? 'UTC' };
  }

  /** Returns the filters of a version as of a moment: the changes of one act have the same one. */
  read(version: UsableVersion, now: string): ReadFilters {
    const found = this.#filters.get(version.id);
    if (found?.now === now) return found;
    const { tenant, settings } = this.#asker;
    const reading = { catalogue: tenant.catalogue, currency: settings?.currency, ...this.asking(version, now) };
    const entity = entityOf(tenant.catalogue, version.definition.entity);
    const read = {
      now,
      start: startConditions(reading, entity, version.definition),
      conditions: readAutomationFilter(reading, entity, version.definition.conditions),
    };
    this.#filters.set(version.id, read);
    return read;
  }

  /** Returns whether the new values alone show that a change does not start a version: then its record is not read. */
  isOut(version: UsableVersion, { entity, record: id, changed, at }: RowOfRecord): boolean {
    if (version.definition.entity !== entity || id === null) return false;
    const { start, now } = this.read(version, at);
    return start.ok && isRuledOut({ asking: this.asking(version, now) }, start.value.after, { id, entity, changed });
  }

  /** Returns whether a version may ask for the record of a row. */
  mayAsk(row: RowOfRecord): boolean {
    const { kind, changed } = row;
    if (kind !== 'created' && kind !== 'changed') return false;
    return [...this.#versions.values()].some(
      (version) =>
        version.definition?.entity === row.entity &&
        hasForm(version.definition.trigger, { kind, changed }) &&
        this.isUsable(version) &&
        !this.isOut(version, row),
    );
  }
}
