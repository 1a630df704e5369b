import { withoutSealed } from '@outpost/domain/kernel/catalogue/sealed-group';
import { type Catalogue, unknownEntity } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { tallyOf } from '@outpost/domain/kernel/import/columns/column-tally';
import type { ImportRecipe } from '@outpost/domain/kernel/catalogue/import-recipe';
import { type MappableColumn, mapColumns } from '@outpost/domain/kernel/import/columns/map-columns';
import { type ImportSlot, importSlotsOf, detectFile, plainRecipe } from '@outpost/domain/kernel/import/recipe-slots';
import type { CsvTable } from '@outpost/domain/kernel/import/files/read-csv';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';

const entityPrefix = 'entity:';

/**
 * Chooses the recipe for a set of files: the named one ("crm/sales-files", or "entity:crm/contact" for files of one kind),
 * otherwise the one that recognises most of the files. Failing that, the kind of record whose fields match the first file's
 * headers best; kinds without a missing required field come first. Refuses with records/unknown-entity, request/invalid, and
 * import/unreadable where no header is recognised or the first file is empty.
 */
export function chooseRecipe(
  whole: Catalogue,
  tables: readonly CsvTable[],
  wanted: string | undefined,
): Result<ImportRecipe> {
  const catalogue = withoutSealed(whole);
  const recipes = catalogue.importRecipes;
  if (wanted?.startsWith(entityPrefix)) {
    const name = wanted.slice(entityPrefix.length);
    const entity = catalogue.entities.get(name);
    return entity && entity.isRetired !== true ? plain(catalogue, entity) : unknownEntity(name);
  }
  if (wanted !== undefined) {
    const recipe = recipes.find(({ name }) => name === wanted);
    const known = recipes.map(({ name }) => name).join(', ');
    return recipe
      ? accept(recipe)
      : refuse(
          'request/invalid',
          `No import is called "${wanted}". There are: ${known}; and "entity:" with a kind of record.`,
          { path: 'recipe' },
        );
  }
  const recognised = recipes
    .map((recipe) => ({ recipe, files: tables.filter((table) => detectFile(table.header, recipe) !== null).length }))
    .filter(({ files }) => files > 0)
    .sort((a, b) => b.files - a.files)[0];
  return recognised ? accept(recognised.recipe) : likeliestKind(catalogue, tables);
}

function plain(catalogue: Catalogue, entity: Entity): Result<ImportRecipe> {
  const { people } = catalogue;
  if (!people) throw new Error('No installed pack says which records are people and teams');
  return accept(plainRecipe(entity, { people: people.person, teams: people.team }));
}

function likeliestKind(catalogue: Catalogue, tables: readonly CsvTable[]): Result<ImportRecipe> {
  const [table] = tables;
  const columns = (table?.header ?? []).map((header, column) => ({
    header,
    tally: table?.columnCells[column]?.tally ?? tallyOf(new Map()),
  }));
  const fits = [...catalogue.entities.values()].flatMap((entity) => {
    const recipe = plain(catalogue, entity);
    const file = recipe.ok ? recipe.value.files[0] : undefined;
    if (entity.isRetired === true || !recipe.ok || !file) return [];
    return [{ recipe: recipe.value, ...fitOf(entity, importSlotsOf(file, recipe.value, catalogue), columns) }];
  });
  // With a first and a last name the rows are people, even if they contain many fields of a company.
  const people = fits.filter(({ hasParts }) => hasParts);
  const wanted = (people.length > 0 ? people : fits).filter(({ hasTitle }) => hasTitle);
  const best = wanted.reduce<(typeof wanted)[number] | undefined>(
    (most, one) => (one.fit > (most?.fit ?? 0) ? one : most),
    undefined,
  );
  if (best) return accept(best.recipe);
  if (table?.header.length === 0)
    return refuse('import/unreadable', `${table.fileName} is empty: there is nothing to import.`, {
      file: table.fileName,
      problem: 'empty-file',
    });
  return refuse(
    'import/unreadable',
    `${table?.fileName ?? 'The file'} has no headers that name fields of a kind of record. Choose the kind of its rows, and then the field of each column.`,
    {
      file: table?.fileName ?? '',
      problem: 'unknown-headers',
    },
  );
}

/** Returns how well a file's columns fit a kind of record: how many of its fields they name, and whether one is its title. */
function fitOf(
  entity: Entity,
  slots: readonly ImportSlot[],
  columns: readonly MappableColumn[],
): { readonly fit: number; readonly hasTitle: boolean; readonly hasParts: boolean } {
  const mapping = mapColumns(columns, slots);
  const sure = new Set(mapping.flatMap(({ field, confidence }) => (confidence === 'sure' && field ? [field] : [])));
  const mapped = new Set(mapping.map(({ field }) => field));
  const filled = new Set(slots.flatMap(({ name, to }) => (mapped.has(name) ? to.map((place) => place.name) : [])));
  const parts = slots.filter(({ partOf }) => partOf === entity.title);
  const isWhole = Object.entries(entity.fields).every(([name, { required }]) => !required || filled.has(name));
  return {
    fit: sure.size + (isWhole ? 0.5 : 0), // of two equal fits, prefer the one whose rows would not all be refused
    hasTitle: sure.has(entity.title) || parts.some(({ name }) => sure.has(name)),
    hasParts: parts.length > 1 && parts.every(({ name }) => sure.has(name)),
  };
}
