import { holderOf } from '@outpost/domain/engine/act/author';
import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { isCreate } from '@outpost/domain/kernel/acts/act';
import type { ColumnFormat } from '@outpost/domain/kernel/import/cells/column-format';
import { type DraftFile, draftImportInSteps } from '@outpost/domain/kernel/import/draft-import';
import type { ImportRecipe } from '@outpost/domain/kernel/catalogue/import-recipe';
import type { ImportStore, StoredEdit } from '@outpost/domain/kernel/import/records/import-store';
import { type ImportEffect, type PlanProgress, planImportInSteps } from '@outpost/domain/kernel/import/plan-import';
import type { CsvTable } from '@outpost/domain/kernel/import/files/read-csv';
import type { RowRefusal } from '@outpost/domain/kernel/import/records/record-draft';
import { hiddenColumnsOf, mayKeepRefusedRows } from '@outpost/domain/kernel/import/reports/keepable-rows';
import { refusedRowsFile, rowsLeftOutLine } from '@outpost/domain/kernel/import/reports/refused-rows-file';
import { rowIds } from '@outpost/domain/kernel/import/records/row-ids';
import { detectFile } from '@outpost/domain/kernel/import/recipe-slots';
import { shownMatching } from '@outpost/domain/kernel/import/reports/shown-matching';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { ImportPlan } from '../../bridge/import-plan.ts';
import type { ParsedInput } from '../../bridge/parse-call.ts';
import { nowOf } from '../device/now-of.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { bookEntities, type ImportDocument } from '../records/documents.ts';
import { ImportChoicesMade } from './import-choices.ts';
import {
  type MappedFile,
  mappingIdOf,
  rememberedMappings,
  type rememberMappings,
} from '../records/import-mapping-book.ts';
import { isOfFiles, isSameImport, unfinishedImports } from '../records/import-progress-book.ts';
import { inSlices, type Pace } from '../device/in-slices.ts';
import { type KnownOnDevice, knownOnDevice } from './known-records-on-device.ts';
import { deniedRow } from './refused-rows.ts';
import { readingChoices } from './reading-choices.ts';
import { isOpenQuestion, readingId, showPlan, type ShownConversion } from './show-plan.ts';
import type { WorkFile } from './work-file.ts';

type Change = ParsedInput<'imports.change'>;
/** One surveyed file of an import. `takenFor`: the kind of file that the person stated. `converted`: where the file was no CSV file. */
export type SurveyedFile = {
  readonly table: CsvTable;
  readonly takenFor: string | null;
  readonly digest: string;
  readonly converted?: ShownConversion | null;
};
/**
 * The refused rows of one file as its import keeps them. `lines`: the header, then one for each row, read once; none where no row
 * is refused. `leftOutLine` returns the last line of a file that leaves out this number of rows.
 */
export type RefusedRowsToKeep = {
  readonly name: string;
  /** The kind of the file: "Deals". The name of the imported file stays on the device. */
  readonly label: string;
  /** False: its rows stay on this device. */
  readonly mayBeKept: boolean;
  readonly lines: Iterable<string>;
  readonly leftOutLine: (rows: number) => string;
};
type Opening = {
  readonly id: string;
  readonly tenant: OpenTenant;
  readonly recipe: ImportRecipe;
  readonly files: readonly SurveyedFile[];
  readonly work: WorkFile;
  readonly pace: Pace;
};

const noPlan: ImportEffect = {
  createCounts: new Map(),
  changeCounts: new Map(),
  unchangedCounts: new Map(),
  editCount: 0,
  stepCount: 0,
  rowCount: 0,
  refusedRowCount: 0,
  warnings: [],
  reports: [],
};

/**
 * An open import: its files, the person's decisions about them, and the resulting plan. Data that grows with the files is in the
 * work file.
 */
export class OpenImport {
  readonly id: string;
  readonly tenant: OpenTenant;
  readonly work: WorkFile;
  readonly store: ImportStore;
  readonly #recipe: ImportRecipe;
  readonly #files: readonly SurveyedFile[];
  readonly #pace: Pace;
  readonly #choices: ImportChoicesMade;
  #known: KnownOnDevice | undefined;
  #drafts: readonly DraftFile[] = [];
  #plan: ImportEffect = noPlan;
  #group: string;
  /** Whether acts of the group were made, by this import or by the one that it continues. */
  #isGroupUsed = false;
  #earlier: { readonly known: ImportDocument; readonly goesOn: boolean } | null = null;
  #startedAt: string | null = null;
  /** The time of the earlier import whose decisions about the columns this one has taken over. */
  #rememberedAt: string | null = null;

  constructor({ id, tenant, recipe, files, work, pace }: Opening) {
    this.id = id;
    this.tenant = tenant;
    this.work = work;
    this.store = work.store();
    this.#recipe = recipe;
    this.#files = files;
    this.#pace = pace;
    this.#group = tenant.device.ports.ids.newId();
    this.#choices = new ImportChoicesMade(
      new Map(files.flatMap(({ table, takenFor }) => (takenFor === null ? [] : [[table.fileName, takenFor] as const]))),
    );
  }

  get catalogue(): Catalogue {
    return this.tenant.device.catalogue;
  }
  /** Returns the plan's figures; its edits are in the store. */
  get plan(): ImportEffect {
    return this.#plan;
  }
  /** Returns the group of the import's acts, which a resumed import inherits from its earlier part. */
  get group(): string {
    return this.#group;
  }
  /** Returns the earlier part of this same import, if any. */
  get resumed(): ImportDocument | null {
    return this.#earlier?.goesOn === true ? this.#earlier.known : null;
  }

  /** Returns the plan for display. */
  shown(): ImportPlan {
    return showPlan(this.id, {
      files: this.#drafts,
      plan: this.#plan,
      store: this.store,
      earlier: this.#earlier,
      rememberedAt: this.#rememberedAt,
      catalogue: this.catalogue,
      matching: this.#choices.matching,
      conversions: new Map(
        this.#files.flatMap(({ table, converted }) => (converted ? [[table.fileName, converted]] : [])),
      ),
    });
  }

  /** Returns the unanswered questions about the files: "deals.csv, Closes: Is 03/04 …?". No answer is guessed. */
  openQuestions(): readonly string[] {
    return this.#drafts.flatMap(({ table, columns }) =>
      columns
        .filter(isOpenQuestion)
        .map(({ name, decision }) => `${table.fileName}, ${name}: ${decision?.question?.text ?? ''}`),
    );
  }

  /** Takes over the decisions of an unfinished import of the same files, so that it can continue. Returns whether there is one. */
  async takeUpEarlier(): Promise<boolean> {
    const earlier = (await unfinishedImports(this.tenant.device.database)).find((known) => this.#isOfMyFiles(known));
    if (earlier) this.#choices.take(earlier.choices);
    return earlier !== undefined;
  }

  /**
   * Takes over the decisions of the last import of files with the same columns. Call it before the first plan, so that a large
   * file is planned once.
   */
  async takeUpRemembered(): Promise<void> {
    const files = this.#mappedFiles();
    const known = await rememberedMappings(this.tenant.device.database, files);
    for (const file of files) {
      const remembered = known.get(mappingIdOf(file));
      if (!remembered) continue;
      this.#choices.takeFor(file.name, remembered.choices);
      if (this.#rememberedAt === null || remembered.usedAt > this.#rememberedAt) this.#rememberedAt = remembered.usedAt;
    }
  }

  /** Returns the decisions about the columns of each file, to remember them for the next file with the same columns. */
  mappings(): Parameters<typeof rememberMappings>[2] {
    const usedAt = nowOf(this.tenant.device.ports.clock);
    return this.#mappedFiles().map(({ name, entities, ...file }) => ({
      ...file,
      choices: this.#choices.writtenFor(name, entities),
      usedAt,
    }));
  }

  #mappedFiles(): readonly (MappedFile & { readonly name: string; readonly entities: ReadonlySet<string> })[] {
    return this.#files.flatMap(({ table, takenFor: wanted }) => {
      const takenFor = this.#recipe.files.find(({ name }) => name === wanted) ?? detectFile(table.header, this.#recipe);
      return takenFor === null
        ? []
        : [
            {
              name: table.fileName,
              recipe: this.#recipe.name,
              takenFor: takenFor.name,
              headers: table.header,
              entities: new Set(takenFor.targets.map(({ entity }) => entity)),
            },
          ];
    });
  }

  #isOfMyFiles = (known: ImportDocument): boolean =>
    known.recipe === this.#recipe.name && isOfFiles(known, this.#identity().files);

  get fileNames(): readonly string[] {
    return this.#files.map(({ table }) => table.fileName);
  }

  #identity(): Pick<ImportDocument, 'files' | 'recipe' | 'choices'> {
    return {
      files: this.#files.map(({ table, takenFor, digest }) => ({
        name: table.fileName,
        sizeBytes: table.source.sizeBytes,
        digest,
        takenFor,
      })),
      recipe: this.#recipe.name,
      choices: this.#choices.written(),
    };
  }

  /** Computes the plan. `afresh`: with the device's present records, otherwise with those at the time of opening. */
  async makePlan({
    afresh = false,
    onStep,
  }: { readonly afresh?: boolean; readonly onStep?: (step: PlanProgress) => void } = {}): Promise<void> {
    const { device, session } = this.tenant;
    const { catalogue, work, store } = this;
    if (afresh || !this.#known)
      this.#known = await knownOnDevice(device, this.#recipe, { catalogue, work, pace: this.#pace });
    const known = this.#known;
    const { currency, timeZone } = session.organisation;
    const teamId = device.principal.memberships.find((membership) => membership.teamId !== null)?.teamId ?? null;
    const author = holderOf(device.principal, catalogue);
    const recipe = this.#recipe;
    const tables = this.#files.map(({ table }) => table);
    this.#drafts = await inSlices(
      draftImportInSteps({ tables, recipe, catalogue, known, choices: this.#choices }),
      this.#pace,
    );
    await this.#findEarlier();
    const places = this.#drafts.flatMap(({ table, takenFor }) =>
      (takenFor?.targets ?? []).map(({ entity }) => ({ file: table.fileName, entity })),
    );
    this.#plan = await inSlices(
      planImportInSteps({
        files: this.#drafts,
        recipe,
        catalogue,
        known,
        store,
        newId: rowIds(this.#group, places),
        matching: this.#choices.matching,
        context: { currency, timeZone, ownerId: device.userId, teamId },
        denied: (edit) =>
          deniedRow(author, entityOf(catalogue, edit.entity), { edit, record: known.byId(edit.entity, edit.id) }),
        doneSteps: this.resumed?.step ?? 0,
      }),
      this.#pace,
      ...(onStep === undefined ? [] : [onStep]),
    );
  }

  /**
   * Whether this import was begun before; then it continues in the same group. An import that was finished or undone starts from
   * the beginning.
   */
  async #findEarlier(): Promise<void> {
    const unfinished = await unfinishedImports(this.tenant.device.database);
    const same = unfinished.find((known) => isSameImport(known, this.#identity()));
    const other = unfinished.find(this.#isOfMyFiles);
    this.#earlier = same ? { known: same, goesOn: true } : other ? { known: other, goesOn: false } : null;
    if (!same && this.#isGroupUsed) this.#group = this.tenant.device.ports.ids.newId();
    if (same) this.#group = same.id;
    this.#isGroupUsed = same !== undefined;
  }

  /** Notes that acts of the group will be made. */
  begin(): void {
    this.#isGroupUsed = true;
    this.#startedAt = this.resumed?.startedAt ?? nowOf(this.tenant.device.ports.clock);
  }

  /** Returns the import's progress after a step of its plan, for the device's book. `done` counts the records of this run. */
  progressAt(step: number, done: number): ImportDocument {
    const before = this.resumed?.done ?? 0;
    return {
      id: this.#group,
      entity: bookEntities.import,
      ...this.#identity(),
      step,
      done: before + done,
      total: before + this.#plan.editCount,
      startedAt: this.#startedAt ?? nowOf(this.tenant.device.ports.clock),
    };
  }

  /** Continues without an edit: its row is added to the refused ones. */
  leaveOut({ edit }: StoredEdit, refusal: RowRefusal): void {
    this.store.refuse(refusal);
    this.work.addGone(edit.id);
    const kind = isCreate(edit) ? 'createCounts' : 'changeCounts';
    const counts = new Map(this.#plan[kind]);
    const left = (counts.get(edit.entity) ?? 1) - 1;
    if (left === 0) counts.delete(edit.entity);
    else counts.set(edit.entity, left);
    this.#plan = { ...this.#plan, [kind]: counts, refusedRowCount: this.store.refusedRowCount() };
  }

  /**
   * Applies a person's decisions and plans again. Refuses with request/invalid a decision about an unknown file, column, field,
   * mend, reading or key.
   */
  async change(
    { mapping, mends, readings, matching, isAfresh }: Change,
    onStep: (step: PlanProgress) => void,
  ): Promise<Result<null>> {
    if (isAfresh === true) {
      this.#choices.clearColumns();
      this.#rememberedAt = null;
    }
    for (const { file, column, field } of mapping) {
      const draft = this.#drafts.find(({ table }) => table.fileName === file);
      const index = draft?.columns.find(({ name }) => name === column)?.column;
      if (!draft || index === undefined) return unknown('mapping', `There is no column "${column}" in "${file}".`);
      if (field !== null && !draft.slots.some(({ name }) => name === field))
        return unknown('mapping', `"${field}" is not a field for a column of "${file}".`);
      this.#choices.setField(file, index, field);
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
      if (!chosen) return unknown('readings', `"${wanted}" is not a way to read "${id}".`);
      this.#choices.setFormat(chosen.file, chosen.column, chosen.format);
    }
    const kinds = shownMatching(this.#drafts, { catalogue: this.catalogue });
    for (const [entity, fields] of Object.entries(matching)) {
      const kind = kinds.find((one) => one.entity === entity);
      const stray = kind ? fields.find((field) => !kind.offered.includes(field)) : entity;
      if (stray !== undefined) return unknown('matching', `Records of these files cannot be matched by "${stray}".`);
      this.#choices.matching.set(entity, fields);
    }
    await this.makePlan({ onStep });
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

  /** Yields the refused rows of one file as CSV to mend and import again, line by line. */
  *refusedRows(file: string): Generator<string, void, void> {
    for (const draft of this.#drafts) if (draft.table.fileName === file) yield* refusedRowsFile(draft, this.store);
  }

  /** Returns the refused rows of each file in the form in which they may be kept with the import. A file may have none. */
  refusedRowsToKeep(): readonly RefusedRowsToKeep[] {
    const names = new Set<string>();
    return this.#drafts.map((draft) => {
      const hidden = hiddenColumnsOf(draft, this.catalogue);
      const label = draft.takenFor?.label ?? 'Other rows';
      // Two files may have records of one kind.
      let name = `Refused rows, ${label.toLowerCase()}.csv`;
      for (let number = 2; names.has(name); number += 1) name = `Refused rows, ${label.toLowerCase()} ${number}.csv`;
      names.add(name);
      return {
        name,
        label,
        mayBeKept: mayKeepRefusedRows(draft, this.catalogue),
        lines: refusedRowsFile(draft, this.store, hidden),
        leftOutLine: (rows) => rowsLeftOutLine(draft, rows, hidden),
      };
    });
  }

  /** Returns "deals", or "records" where the import has several kinds. */
  kindWords(): string {
    const [first, ...others] = this.#drafts.flatMap(({ takenFor }) => (takenFor ? [takenFor.label.toLowerCase()] : []));
    return first !== undefined && others.length === 0 ? first : 'records';
  }

  /** Returns "8,933 records", or the number with the name of the only kind. */
  wordsFor(count: number): string {
    const kinds = [...new Set([...this.#plan.createCounts.keys(), ...this.#plan.changeCounts.keys()])];
    const [only] = kinds;
    const label =
      kinds.length === 1 && only !== undefined
        ? entityOf(this.catalogue, only).label
        : { one: 'record', many: 'records' };
    return `${count.toLocaleString('en')} ${(count === 1 ? label.one : label.many).toLowerCase()}`;
  }
}

const unknown = (path: string, message: string) => refuse('request/invalid', message, { path });
