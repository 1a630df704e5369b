import type { Calculation } from './calculations/calculation.ts';
import { checkConversion, type Conversion } from './conversion.ts';
import type { MakeDemo } from './demo-act.ts';
import type { Derived } from '../entities/derived.ts';
import type { Entity } from '../entities/entity.ts';
import type { Field } from '../entities/fields.ts';
import { type Home, homeOfPacks } from './pages/home-of-packs.ts';
import type { PackHome } from './pages/home-panels.ts';
import type { ImportRecipe } from './import-recipe.ts';
import type { ConsentKinds } from './consents/consent-kinds.ts';
import type { Intent } from './intents/intent.ts';
import { checkKindsUpgrade, type KindsUpgrade } from './kinds-upgrade.ts';
import type { DeclaredDashboard } from '../reports/dashboard-definition.ts';
import { dashboardsOf } from '../reports/declared-reports.ts';
import type { Quota } from '../quotas/quotas.ts';
import { parseGrant, type RoleDeclaration } from './role.ts';
import { type RefusalOf, refuse } from '../refusal.ts';
import { helpOfPacks, type PackHelpPage } from './pages/pack-help.ts';
import { checkReads } from '../entities/reads.ts';
import { checkRollUp } from './check-roll-up.ts';
import type { Rule } from '../entities/rule.ts';
import type { PackCommand } from './calculations/pack-command.ts';
import type { Settings } from './settings.ts';
import type { KindViews, TenantPage } from './views.ts';
import { checkWorkflow, type Workflow } from './workflow.ts';

/** The contributions of one trade, as one value (`packs/<pack>/pack.ts`). */
export type Pack = {
  readonly name: string;
  /** Raised with each change that an upgrade applies to tenants. */
  readonly version: number;
  /** Its name for people, and its purpose in one sentence. Left out: `name` is shown. */
  readonly label?: string;
  readonly describes?: string;
  /** T-25: tenants have the pack only once an administrator installs it. Packs without this are part of every tenant. */
  readonly isOptional?: true;
  /**
   * In the order in which people open them: a first sync sends them in this order (S-8). A kind whose records are shown on
   * another kind's comes before that kind.
   */
  readonly entities: readonly Entity[];
  /** Rules that its records keep (S-4d). */
  readonly rules?: readonly Rule[];
  /** The functions that compute its derived fields (T-16). */
  readonly derived?: readonly Derived[];
  /** How states of its records change (T-14). At most one for each kind. */
  readonly workflows?: readonly Workflow[];
  /** How its records become records of other kinds. At most one for each kind. */
  readonly conversions?: readonly Conversion[];
  readonly roles: readonly RoleDeclaration[];
  /** How people find and view its records (T-20). At most one for each kind. */
  readonly views?: readonly KindViews[];
  /** The parts of its kinds that the home page shows (T-20). */
  readonly home?: PackHome;
  /** Pages of reports (T-20). Each is named after the pack. */
  readonly dashboards?: readonly DeclaredDashboard[];
  /**
   * Names this pack's entities for the people and teams that `ownerId`, `createdBy`, `teamId` … refer to. At most one pack has
   * this.
   */
  readonly people?: PeopleEntities;
  /** Its calculations for people and programs (T-18). */
  readonly calculations?: readonly Calculation[];
  /** T-24: settings of the tenant and of each person, as fields of kinds that it lists among its entities. */
  readonly settings?: readonly Settings[];
  /** T-24: commands of the command line, under the pack's name. */
  readonly commands?: readonly PackCommand[];
  /** Files of other programs that this pack can read. */
  readonly importRecipes?: readonly ImportRecipe[];
  /** Requests of its records that the server carries out (idea 4). */
  readonly intents?: readonly Intent[];
  /** The kinds that keep people's consents and the tenant's suppressions. At most one pack has this. */
  readonly consents?: ConsentKinds;
  /** PLT-26: limits that organisations may have on its records. */
  readonly quotas?: readonly Quota[];
  /** Its pages of the help (T-20). */
  readonly help?: readonly PackHelpPage[];
  /** T-24: its part of a demo tenant. */
  readonly demo?: MakeDemo;
  /** T-27: upgrades that move fields of one kind into records of another. */
  readonly upgrades?: readonly KindsUpgrade[];
};

/** Names of the entities whose ids the envelope holds, of the roles that people hold, and of the ends of shares (PLT-43). */
export type PeopleEntities = {
  readonly person: string;
  readonly team: string;
  readonly role: string;
  readonly shareEnd?: string;
};

/** T-25: a pack as listed in a tenant's catalogue. */
export type PackInfo = {
  readonly name: string;
  readonly version: number;
  readonly label: string;
  readonly describes: string;
  readonly isOptional: boolean;
  /** Names of its kinds of record, and keys of its roles. */
  readonly entities: readonly string[];
  readonly roles: readonly string[];
  readonly isInstalled: boolean;
};

/** All kinds of record that a tenant has: the packs' and its own. Passed as an argument to every function that needs it. */
export type Catalogue = {
  /** In the order of the build, whether the tenant has them or not. */
  readonly packs: readonly PackInfo[];
  readonly entities: ReadonlyMap<string, Entity>;
  /** By kind of record, in the order of their packs. */
  readonly rules: ReadonlyMap<string, readonly Rule[]>;
  readonly derived: ReadonlyMap<string, readonly Derived[]>;
  readonly workflows: ReadonlyMap<string, Workflow>;
  /** By kind of record. */
  readonly conversions: ReadonlyMap<string, Conversion>;
  readonly roles: readonly RoleDeclaration[];
  /** By kind of record. `views-of.ts` fills in views that no pack declares. */
  readonly views: ReadonlyMap<string, KindViews>;
  /** By kind of record: the pages that the tenant has arranged (PLT-10). Left out: none. */
  readonly pages?: ReadonlyMap<string, TenantPage>;
  readonly home: Home;
  /** By name, in the order of their packs. */
  readonly dashboards: ReadonlyMap<string, DeclaredDashboard>;
  /** By name, in the order of their packs. */
  readonly calculations: ReadonlyMap<string, Calculation>;
  /** By kind of record. */
  readonly settings: ReadonlyMap<string, Settings>;
  /** By "pack name". */
  readonly commands: ReadonlyMap<string, PackCommand>;
  readonly people?: PeopleEntities;
  readonly importRecipes: readonly ImportRecipe[];
  readonly intents: readonly Intent[];
  /** Left out: no pack keeps consents. */
  readonly consents?: ConsentKinds;
  /** The quotas that the packs declare, in the order of the packs. Left out: none. */
  readonly quotas?: readonly Quota[];
  /** The pages of the help that the packs bring, in their order. */
  readonly help: readonly PackHelpPage[];
  /** By the kind that loses fields, in the order of their packs (T-27). */
  readonly upgrades: ReadonlyMap<string, readonly KindsUpgrade[]>;
  /** By pack, in the order of the build. */
  readonly demos: ReadonlyMap<string, MakeDemo>;
};

/**
 * T-19: returns the entity with the targets filled in for its references to a capability: those kinds among `all`
 * that carry it, in their order.
 */
export function withCarriers(entity: Entity, all: Iterable<Entity>): Entity {
  const kinds = [...all];
  const fields: Record<string, Field> = {};
  for (const [name, field] of Object.entries(entity.fields))
    if (field.type === 'ref' && field.carrying !== undefined) {
      const what = field.carrying;
      fields[name] = {
        ...field,
        targets: kinds.filter(({ carries }) => carries.includes(what)).map((kind) => kind.name),
      };
    }
  return Object.keys(fields).length === 0 ? entity : { ...entity, fields: { ...entity.fields, ...fields } };
}

/**
 * Combines packs. Throws for two entities of one name, for two rules of one id, and for a derived field without
 * exactly one function. Throws for a reference, rule, derived field, views or grant of an entity that no pack has.
 * Throws for a workflow, a read or a dashboard that names a missing thing.
 */
export function catalogueOf(packs: readonly Pack[]): Catalogue {
  const entities = new Map<string, Entity>();
  for (const entity of packs.flatMap((pack) => pack.entities)) {
    if (entities.has(entity.name)) throw new Error(`Entity ${entity.name} is declared twice`);
    entities.set(entity.name, entity);
  }
  for (const entity of entities.values()) entities.set(entity.name, withCarriers(entity, entities.values()));
  for (const entity of entities.values()) {
    for (const [name, field] of Object.entries(entity.fields)) {
      const missing = field.type === 'ref' ? field.targets.find((target) => !entities.has(target)) : undefined;
      if (missing !== undefined)
        throw new Error(`Entity ${entity.name}: field ${name} refers to ${missing}, which no installed pack declares`);
    }
  }
  const rules = packs.flatMap((pack) => pack.rules ?? []);
  const derived = packs.flatMap((pack) => pack.derived ?? []);
  for (const { on, id, reads } of rules) {
    if (!entities.has(on)) throw new Error(`Rule ${id} is of ${on}, which no installed pack declares`);
    if (rules.filter((rule) => rule.id === id).length > 1) throw new Error(`Rule ${id} is declared twice`);
    checkReads(entities, { where: `Rule ${id}`, on, reads });
  }
  for (const { on, field, reads } of derived) {
    if (entities.get(on)?.fields[field]?.merge !== 'derived')
      throw new Error(`Entity ${on}: "${field}" is computed, but is not one of its derived fields`);
    checkReads(entities, { where: `Derived field ${field} of ${on}`, on, reads });
  }
  for (const entity of entities.values())
    for (const [name, { merge, rollUp }] of Object.entries(entity.fields)) {
      const count = derived.filter(({ on, field }) => on === entity.name && field === name).length;
      if (merge === 'derived' && count !== (rollUp === undefined ? 1 : 0))
        throw new Error(
          `Entity ${entity.name}: derived field ${name} has ${count} functions; it needs one, and a roll-up none`,
        );
      if (rollUp) checkRollUp(entities, { entity, name, rollUp });
    }
  const workflows = new Map<string, Workflow>();
  for (const declared of packs.flatMap((pack) => pack.workflows ?? [])) {
    checkWorkflow(entities, declared);
    if (workflows.has(declared.on)) throw new Error(`${declared.on} has two workflows; it may have one`);
    workflows.set(declared.on, declared);
  }
  const conversions = new Map<string, Conversion>();
  for (const declared of packs.flatMap((pack) => pack.conversions ?? [])) {
    checkConversion(entities, declared);
    if (conversions.has(declared.on)) throw new Error(`${declared.on} has two conversions; it may have one`);
    conversions.set(declared.on, declared);
  }
  const views = new Map<string, KindViews>();
  for (const declared of packs.flatMap((pack) => pack.views ?? [])) {
    if (!entities.has(declared.on)) throw new Error(`Views are of ${declared.on}, which no installed pack declares`);
    if (views.has(declared.on)) throw new Error(`Views of ${declared.on} are declared twice`);
    views.set(declared.on, declared);
  }
  const dashboards = dashboardsOf(packs, [...views.values()]);
  const roles = packs.flatMap((pack) => pack.roles);
  for (const { key, version, grants, earlier = [] } of roles) {
    if (earlier.length !== version - 1)
      throw new Error(
        `Role ${key}: version ${version} needs the grants of ${version - 1} earlier versions, not ${earlier.length}`,
      );
    for (const written of grants) {
      const resource = parseGrant(written)?.resource;
      if (resource === undefined || (!resource.endsWith('*') && !entities.has(resource)))
        throw new Error(`Role ${key}: "${written}" is not a grant, or is of a kind that no installed pack declares`);
    }
  }
  const calculations = new Map<string, Calculation>();
  for (const { name: pack, calculations: declared = [] } of packs)
    for (const one of declared) {
      if (!one.name.startsWith(`${pack}/`)) throw new Error(`Calculation ${one.name} is declared by pack ${pack}`);
      if (calculations.has(one.name)) throw new Error(`Calculation ${one.name} is declared twice`);
      calculations.set(one.name, one);
    }
  const settings = new Map(packs.flatMap((pack) => pack.settings ?? []).map((one) => [one.on, one] as const));
  for (const one of settings.values()) checkSettings(entities, one);
  checkAreaSettings(entities, settings);
  for (const { name, settings: read } of calculations.values())
    if (read && (settings.get(read.on)?.whose ?? 'person') === 'person')
      throw new Error(`Calculation ${name} works with ${read.on}, which are not settings of a tenant`);
  const commands = new Map<string, PackCommand>();
  for (const { name: pack, commands: declared = [] } of packs)
    for (const one of declared) {
      if (!/^[a-z][a-z0-9-]*$/.test(one.name)) throw new Error(`Command ${pack} ${one.name}: a name is in lower case`);
      if (commands.has(`${pack} ${one.name}`)) throw new Error(`Command ${pack} ${one.name} is declared twice`);
      commands.set(`${pack} ${one.name}`, one);
    }
  const upgrades = packs.flatMap((pack) => pack.upgrades ?? []);
  for (const one of upgrades) {
    checkKindsUpgrade(entities, one);
    if (upgrades.filter(({ name }) => name === one.name).length > 1)
      throw new Error(`Upgrade ${one.name} is declared twice`);
  }
  const people = packs.find((pack) => pack.people)?.people;
  const consents = packs.find((pack) => pack.consents)?.consents;
  return {
    packs: packs.map(infoOf),
    entities,
    rules: Map.groupBy(rules, ({ on }) => on),
    derived: Map.groupBy(derived, ({ on }) => on),
    roles,
    workflows,
    conversions,
    views,
    home: homeOfPacks(packs, [...views.values()]),
    dashboards,
    calculations,
    settings,
    commands,
    intents: packs.flatMap((pack) => pack.intents ?? []),
    quotas: packs.flatMap((pack) => pack.quotas ?? []),
    help: helpOfPacks(packs),
    upgrades: Map.groupBy(upgrades, ({ of }) => of),
    demos: new Map(packs.flatMap(({ name, demo }) => (demo ? [[name, demo] as const] : []))),
    importRecipes: packs.flatMap((pack) => pack.importRecipes ?? []),
    ...(people === undefined ? {} : { people }),
    ...(consents === undefined ? {} : { consents }),
  };
}

function checkSettings(entities: Catalogue['entities'], { on, whose, defaults }: Settings): void {
  const entity = entities.get(on);
  const wrong = (what: string): never => {
    throw new Error(`Settings ${on}: ${what}`);
  };
  if (!entity) return wrong('no installed pack declares this kind');
  if (entity.parent !== undefined) wrong('the kind must have no parent');
  if (whose === 'tenant' && (entity.audience !== 'tenant' || !entity.governed))
    wrong("settings of the tenant are of a kind with audience 'tenant', and governed");
  if (whose === 'person' && (entity.audience !== 'scoped' || entity.governed))
    wrong("settings of a person are of a kind with audience 'scoped', and not governed");
  for (const [name, { required }] of Object.entries(entity.fields))
    if (required && defaults[name] === undefined) wrong(`the required field ${name} has no default`);
}

/**
 * T-30: throws for a field of settings that can't hold areas, or a kind that can't be narrowed. If an area could be merged into
 * another one, people's choices would still name the merged one.
 */
function checkAreaSettings(entities: Catalogue['entities'], settings: ReadonlyMap<string, Settings>): void {
  const narrowed = new Set<string>();
  for (const { on, whose, areas = {} } of settings.values())
    for (const [field, kind] of Object.entries(areas)) {
      const wrong = (what: string): never => {
        throw new Error(`Settings ${on}: "${field}" holds areas of ${kind}, ${what}`);
      };
      const filed = entities.get(kind);
      if (whose !== 'person') wrong('but only a person chooses areas');
      if (entities.get(on)?.fields[field]?.type !== 'tags') wrong('so it must be a tags field');
      if (filed?.filedBy === undefined) return wrong('which is not filed by any field');
      if (narrowed.has(kind)) wrong('which another field holds already');
      narrowed.add(kind);
      const by = filed.fields[filed.filedBy];
      if (by?.type === 'ref' && by.targets.some((target) => entities.get(target)?.duplicates))
        wrong('whose areas must not be mergeable');
    }
}

const infoOf = ({ name, version, label = name, describes = '', isOptional, entities, roles }: Pack): PackInfo => ({
  name,
  version,
  label,
  describes,
  isOptional: isOptional === true,
  entities: entities.map((entity) => entity.name),
  roles: roles.map(({ key }) => key),
  isInstalled: isOptional !== true,
});

/**
 * Returns the entity of that name, for code that takes names from the catalogue itself. A missing one is a fault in
 * our code.
 */
export function entityOf(catalogue: Pick<Catalogue, 'entities'>, name: string): Entity {
  const entity = catalogue.entities.get(name);
  if (!entity) throw new Error(`No entity ${name} in the catalogue`);
  return entity;
}

/** Returns the refusal of a name that came from outside. */
export const unknownEntity = (name: string): RefusalOf<'records/unknown-entity'> =>
  refuse('records/unknown-entity', `There is no kind of record called "${name}".`, { entity: name });

/** Returns the entities that have this one's visibility: those with a parent field that can name it (A-3a). */
export function childEntities(catalogue: Catalogue, name: string): readonly Entity[] {
  return [...catalogue.entities.values()].filter((entity) => {
    const field = entity.parent === undefined ? undefined : entity.fields[entity.parent];
    return field?.type === 'ref' && field.targets.includes(name);
  });
}
