import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue';
import type { ColumnFormat } from '@outpost/domain/kernel/import/column-format';
import { type DraftFile, draftImportInSteps } from '@outpost/domain/kernel/import/draft-import';
import type { ImportRecipe } from '@outpost/domain/kernel/import/import-recipe';
import { type ImportPlan, planImportInSteps } from '@outpost/domain/kernel/import/plan-import';
import type { CsvTable } from '@outpost/domain/kernel/import/read-csv';
import type { RowRefusal } from '@outpost/domain/kernel/import/read-records';
import { refusedRowsFile } from '@outpost/domain/kernel/import/refused-rows-file';
import { isCreate } from '@outpost/domain/kernel/act';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { ImportPlan as ShownPlan } from '../../bridge/import-plan.ts';
import type { CallArgument } from '../call-handlers.ts';
import type { OpenTenant } from '../open-tenant.ts';
import { inSlices, type Pace } from './in-slices.ts';
import { type KnownOnDevice, knownOnDevice } from './known-records-on-device.ts';
import { type Parted, permittedEdits } from './permitted-edits.ts';
import { readingChoices } from './reading-choices.ts';
import { readingId, showPlan } from './show-plan.ts';

type Change = CallArgument<'imports.change'>;
type Choices = {
  readonly takenFor: Map<string, string>;
  readonly mapping: Map<string, Map<number, string | null>>;
  readonly formats: Map<string, Map<number, ColumnFormat>>;
  readonly mends: Map<string, boolean>;
};
/** One file of an import, read. `takenFor`: what whoever gave it says it is. */
export type ReadFile = { readonly table: CsvTable; readonly takenFor?: string | undefined };
type Opening = {
  readonly id: string;
  readonly tenant: OpenTenant;
  readonly recipe: ImportRecipe;
  readonly files: readonly ReadFile[];
  readonly pace: Pace;
};

/** An import that a person has opened: its files, what they decided about them, and the plan that follows from both. */
export class OpenImport {
  readonly id: string;
  readonly tenant: OpenTenant;
  readonly #recipe: ImportRecipe;
  readonly #tables: readonly CsvTable[];
  readonly #pace: Pace;
  readonly #choices: Choices;
  #known: KnownOnDevice | undefined;
  #drafts: readonly DraftFile[] = [];
  #plan: ImportPlan = {
    edits: [],
    createCounts: new Map(),
    changeCounts: new Map(),
    unchangedCounts: new Map(),
    rowCount: 0,
    refusals: [],
    refusedRowCount: 0,
    warnings: [],
  };

  constructor({ id, tenant, recipe, files, pace }: Opening) {
    this.id = id;
    this.tenant = tenant;
    this.#recipe = recipe;
    this.#pace = pace;
    this.#tables = files.map(({ table }) => table);
    const takenFor = new Map(
      files.flatMap(({ table, takenFor: said }) => (said === undefined ? [] : [[table.fileName, said] as const])),
    );
    this.#choices = { takenFor, mapping: new Map(), formats: new Map(), mends: new Map() };
  }

  get catalogue(): Catalogue {
    return this.tenant.device.catalogue;
  }
  /** What would be done, in order. */
  get plan(): ImportPlan {
    return this.#plan;
  }

  /** The plan as a person sees it. */
  shown(): ShownPlan {
    return showPlan(this.id, { files: this.#drafts, plan: this.#plan });
  }

  /** Works the plan out. `afresh`: with the records as the device holds them now, else as it held them when the import was opened. */
  async makePlan({ afresh = false }: { readonly afresh?: boolean } = {}): Promise<void> {
    const { device, session } = this.tenant;
    const { catalogue } = this;
    if (afresh || !this.#known)
      this.#known = await knownOnDevice(device, this.#recipe, { catalogue, pace: this.#pace });
    const { known, byId } = this.#known;
    const { currency, timeZone } = session.organisation;
    const teamId = device.principal.memberships.find((membership) => membership.teamId !== null)?.teamId ?? null;
    const recipe = this.#recipe;
    this.#drafts = await inSlices(
      draftImportInSteps({ tables: this.#tables, recipe, catalogue, known, choices: this.#choices }),
      this.#pace,
    );
    const planned = await inSlices(
      planImportInSteps({
        files: this.#drafts,
        recipe,
        catalogue,
        known,
        newId: () => device.ports.ids.newId(),
        context: { currency, timeZone, ownerId: device.userId, teamId },
      }),
      this.#pace,
    );
    this.#plan = planned;
    this.leaveOut(permittedEdits(planned.edits, { catalogue, principal: device.principal, byId }));
  }

  /** Goes on without the edits that are not among these: their rows stand with the refused ones, and count as such. */
  leaveOut({ edits, refusals }: Parted): void {
    if (refusals.length === 0) return;
    const rowOf = ({ file, row }: RowRefusal) => `${file}:${row}`;
    const known = new Set(this.#plan.refusals.map(rowOf));
    const more = new Set(refusals.map(rowOf).filter((row) => !known.has(row)));
    const counts = { createCounts: new Map<string, number>(), changeCounts: new Map<string, number>() };
    for (const { edit } of edits) {
      const count = isCreate(edit) ? counts.createCounts : counts.changeCounts;
      count.set(edit.entity, (count.get(edit.entity) ?? 0) + 1);
    }
    this.#plan = {
      ...this.#plan,
      ...counts,
      edits,
      refusals: [...this.#plan.refusals, ...refusals],
      refusedRowCount: this.#plan.refusedRowCount + more.size,
    };
  }

  /** Takes a person's decisions and plans anew. Refuses with request/invalid what names no file, column, field, mend or way of reading. */
  async change({ mapping, mends, readings }: Change): Promise<Result<null>> {
    for (const { file, column, field } of mapping) {
      const draft = this.#drafts.find(({ table }) => table.fileName === file);
      const index = draft?.columns.find(({ name }) => name === column)?.column;
      if (!draft || index === undefined) return unknown('mapping', `There is no column "${column}" in "${file}".`);
      if (field !== null && !draft.slots.some(({ name }) => name === field))
        return unknown('mapping', `"${field}" is no field that a column of "${file}" can go to.`);
      entryOf(this.#choices.mapping, file).set(index, field);
    }
    const offered = new Set(
      this.#drafts.flatMap(({ columns }) => columns.flatMap((column) => column.mends.map(({ id }) => id))),
    );
    for (const [id, isTaken] of Object.entries(mends)) {
      if (!offered.has(id)) return unknown('mends', `No mend is called "${id}".`);
      this.#choices.mends.set(id, isTaken);
    }
    for (const [id, wanted] of Object.entries(readings)) {
      const chosen = this.#readingOf(id, wanted);
      if (!chosen) return unknown('readings', `"${wanted}" is no way to read "${id}".`);
      entryOf(this.#choices.formats, chosen.file).set(chosen.column, chosen.format);
    }
    await this.makePlan();
    return accept(null);
  }

  #readingOf(
    id: string,
    wanted: string,
  ): { readonly file: string; readonly column: number; readonly format: ColumnFormat } | undefined {
    for (const { table, columns } of this.#drafts) {
      const column = columns.find((candidate) => readingId(table.fileName, candidate.column) === id);
      const choice = column && readingChoices(column).find(({ value }) => value === wanted);
      if (column && choice) return { file: table.fileName, column: column.column, format: choice.format };
    }
    return undefined;
  }

  /** The refused rows as CSV to mend and import again: of the named file, else of each that has some, one below the other. */
  refusedRows(file: string | undefined): string {
    const having = new Set(this.#plan.refusals.map((refusal) => refusal.file));
    const wanted = this.#drafts.filter(({ table }) =>
      file === undefined ? having.has(table.fileName) : table.fileName === file,
    );
    return wanted.map((draft) => refusedRowsFile(draft, this.#plan.refusals)).join('\r\n');
  }

  /** "8,933 records", or the one kind by its name. */
  wordsFor(count: number): string {
    const kinds = [...new Set(this.#plan.edits.map(({ edit }) => edit.entity))];
    const [only] = kinds;
    const label =
      kinds.length === 1 && only !== undefined
        ? entityOf(this.catalogue, only).label
        : { one: 'record', many: 'records' };
    return `${count.toLocaleString('en')} ${(count === 1 ? label.one : label.many).toLowerCase()}`;
  }
}

const unknown = (path: string, message: string) => refuse('request/invalid', message, { path });

function entryOf<V>(map: Map<string, Map<number, V>>, file: string): Map<number, V> {
  const known = map.get(file);
  if (known) return known;
  const made = new Map<number, V>();
  map.set(file, made);
  return made;
}
