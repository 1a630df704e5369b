import type { Catalogue, PackInfo } from '../catalogue/catalogue.ts';
import { homeWith } from '../catalogue/pages/home-of-packs.ts';
import { badDefinition, type DefinitionRefusal } from './own-kinds.ts';
import { isOwnKindName } from '../catalogue/own-kind-name.ts';
import type { Entity } from '../entities/entity.ts';
import type { StoredRecord } from '../entities/record.ts';

/** T-25: the contents of a pack's record. A deleted record means that the tenant has removed the pack. */
export type WrittenPack = { readonly pack: string; readonly isRemoved: boolean };

/**
 * Returns the catalogue of a tenant: kinds of packs that it lacks are marked retired and removed. They stay in the
 * catalogue, so that their records are kept and refiled like all others. The same applies to kinds that join one of
 * them with another (T-19). Views, parts of the home page, calculations, intents, import recipes and help pages of such packs are left out. A pack
 * without a record is installed if it is part of every tenant. Returns the same value where nothing changes.
 */
export function withPacks(installed: Catalogue, written: readonly WrittenPack[]): Catalogue {
  const packs = installed.packs.map((pack): PackInfo => ({ ...pack, isInstalled: isHad(pack, written) }));
  const gone = packs.filter(({ isInstalled }) => !isInstalled);
  const joining = [...installed.entities.values()].filter(
    (kind) => kind.joins && gone.some((pack) => refersTo(kind, pack)),
  );
  const lacking = new Set([...gone.flatMap(({ entities }) => entities), ...joining.map(({ name }) => name)]);
  const isAsBuilt = packs.every(({ isInstalled }, place) => isInstalled === installed.packs[place]?.isInstalled);
  if (isAsBuilt && gone.length === 0) return installed;
  const entities = new Map(
    [...installed.entities].map(([name, entity]): [string, Entity] => [
      name,
      lacking.has(name) ? { ...entity, isRetired: true, isRemoved: true } : entity,
    ]),
  );
  const views = new Map([...installed.views].filter(([name]) => !lacking.has(name)));
  const isHere = (name: string): boolean => hasPackOf(packs, name);
  const { intents, importRecipes, settings, help } = installed;
  return {
    ...installed,
    packs,
    entities,
    views,
    home: homeWith(installed.home, isHere),
    dashboards: new Map([...installed.dashboards].filter(([name]) => isHere(name))),
    calculations: new Map([...installed.calculations].filter(([name]) => isHere(name))),
    settings: new Map([...settings].filter(([name]) => isHere(name))),
    intents: intents.filter(({ entity }) => isHere(entity)),
    importRecipes: importRecipes.filter(({ name }) => isHere(name)),
    help: help.filter(({ id }) => isHere(id)),
  };
}

/**
 * Whether the pack that a name begins with ("crm/line-price") is installed. A name of no pack of the build counts as installed.
 */
const hasPackOf = (packs: readonly PackInfo[], name: string): boolean =>
  packs.find((pack) => name.startsWith(`${pack.name}/`))?.isInstalled ?? true;

/** T-25: whether the tenant of this catalogue has a pack. */
export const isPackInstalled = ({ packs }: Pick<Catalogue, 'packs'>, name: string): boolean =>
  packs.some((pack) => pack.name === name && pack.isInstalled);

function isHad({ name, isOptional }: PackInfo, written: readonly WrittenPack[]): boolean {
  const records = written.filter(({ pack }) => pack === name);
  return records.length === 0 ? !isOptional : records.some(({ isRemoved }) => !isRemoved);
}

/** Judges whether a tenant may install or remove a pack: `catalogue` is the tenant's as it would be afterwards. */
export function judgePack(catalogue: Catalogue, { pack: name, isRemoved }: WrittenPack): DefinitionRefusal | undefined {
  const { packs } = catalogue;
  const pack = packs.find((one) => one.name === name);
  if (!pack)
    return isRemoved
      ? undefined
      : badDefinition(`There is no pack called "${name}" here. Update Outpost first.`, 'pack');
  if (isRemoved && !pack.isOptional) return badDefinition(neverRemoved(pack), 'life');
  const other = packs.find((one) => one !== pack && one.isInstalled === isRemoved && (isRemoved ? buildsOn(catalogue, one, pack) : buildsOn(catalogue, pack, one))); // prettier-ignore
  if (other)
    return isRemoved
      ? badDefinition(`${other.label} builds on ${pack.label}. Remove ${other.label} first.`, 'life')
      : badDefinition(`${pack.label} builds on ${other.label}. Install ${other.label} first.`, 'pack');
  const own = [...catalogue.entities.values()].find((kind) => isOwnKindName(kind.name) && !kind.isRetired && refersTo(kind, pack)); // prettier-ignore
  return isRemoved && own
    ? badDefinition(`${own.label.many} belong or link to records of ${pack.label}. Retire them first.`, 'life')
    : undefined;
}

/** Returns the sentence for a pack that no tenant can remove. */
export const neverRemoved = ({ label }: PackInfo): string =>
  `${label} is part of every organisation and can't be removed.`;

/**
 * Whether a kind refers to a kind of the pack. A reference to a capability (T-19) does not count: it works without
 * the kinds of any one pack.
 */
const refersTo = ({ fields }: Entity, { entities }: PackInfo): boolean =>
  Object.values(fields).some(
    (field) =>
      field.type === 'ref' && field.carrying === undefined && field.targets.some((target) => entities.includes(target)),
  );

/**
 * Whether kinds of record of one pack refer to kinds of another. Kinds that join two packs don't count: they are retired with
 * either pack.
 */
const buildsOn = (catalogue: Catalogue, pack: PackInfo, other: PackInfo): boolean =>
  pack.entities.some((name) => {
    const entity = catalogue.entities.get(name);
    return entity !== undefined && entity.joins === undefined && refersTo(entity, other);
  });

/** The part of a pack's record that states whether the tenant has the pack. */
export type PackRecord = Pick<StoredRecord, 'id' | 'fields'> & { readonly life: string };

/** Returns the kind of record that states which packs a tenant has, or undefined in a build without it. */
export const packKind = ({ entities }: Pick<Catalogue, 'entities'>): Entity | undefined =>
  [...entities.values()].find(({ defines }) => defines === 'packs');

/**
 * Returns the change that installs or removes a pack: the record to create, delete or restore. Undefined where the
 * pack is already in that state.
 */
export function packChange(
  { pack, isWanted }: { readonly pack: PackInfo; readonly isWanted: boolean },
  records: readonly PackRecord[],
):
  | ({ readonly label: string } & (
      | { readonly id: string; readonly life: 'alive' | 'deleted' }
      | { readonly fields: { readonly pack: string; readonly release: number } }
    ))
  | undefined {
  const label = `${isWanted ? 'Installed' : 'Removed'} ${pack.label}`;
  const all = records.filter(({ fields }) => fields['pack'] === pack.name);
  const living = all.find(({ life }) => life === 'alive');
  if (!isWanted) return living && { label, id: living.id, life: 'deleted' };
  if (pack.isInstalled) return undefined;
  const [former] = all;
  return former
    ? { label, id: former.id, life: 'alive' }
    : { label, fields: { pack: pack.name, release: pack.version } };
}
