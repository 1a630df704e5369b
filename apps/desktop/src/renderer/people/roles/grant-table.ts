import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import {
  type Action,
  actions,
  type Grant,
  grantCovers,
  isUsualAction,
  parseGrant,
  type Scope,
} from '@outpost/domain/kernel/catalogue/role';
import type { Entity } from '@outpost/domain/kernel/entities/entity';

/**
 * How far a right reaches, as a person chooses it. A team grant covers only the team's records, so it is given together
 * with `own` or `shared`.
 */
export const reaches = ['none', 'own', 'shared', 'only-team', 'team', 'team-shared', 'org'] as const;
export type GrantReach = (typeof reaches)[number];

const scopesOf: Readonly<Record<GrantReach, readonly Scope[]>> = {
  none: [],
  own: ['own'],
  shared: ['shared'],
  'only-team': ['team'],
  team: ['own', 'team'],
  'team-shared': ['shared', 'team'],
  org: ['org'],
};

/** The word of a reach, its explanation, and the number of bars out of four. */
export const reachWords: Readonly<
  Record<GrantReach, { readonly word: string; readonly means: string; readonly bars: number }>
> = {
  none: { word: 'No', means: 'none', bars: 0 },
  own: { word: 'Own', means: 'those that they own', bars: 1 },
  shared: { word: 'Shared', means: 'own, and shared with them', bars: 2 },
  'only-team': { word: 'Team only', means: 'the team’s alone', bars: 3 },
  team: { word: 'Team', means: 'the team’s, and own', bars: 3 },
  'team-shared': { word: 'Team, shared', means: 'the team’s, own, and shared with them', bars: 3 },
  org: { word: 'All', means: 'every record of the organisation', bars: 4 },
};

/** Returns the reach of several scopes together. */
export function reachOf(scopes: ReadonlySet<Scope>): GrantReach {
  if (scopes.has('org')) return 'org';
  if (scopes.has('team')) return scopes.has('shared') ? 'team-shared' : scopes.has('own') ? 'team' : 'only-team';
  return scopes.has('shared') ? 'shared' : scopes.has('own') ? 'own' : 'none';
}

/** A line of the table: a kind of record, or a wildcard for several. */
export type GrantLine = { readonly resource: string; readonly entity?: Entity };

/** Returns the actions that packs name for a kind of record (T-15). */
const namedActions = ({ workflows }: Catalogue, name: string): readonly Action[] => {
  const workflow = workflows.get(name);
  const found = [workflow?.imports, ...(workflow?.moves ?? []).map(({ action }) => action)];
  return [...new Set(found.flatMap((action) => (action === undefined || isUsualAction(action) ? [] : [action])))];
};

/** Returns the columns of the table: the usual actions, then those that packs name. */
export const grantColumnsOf = (catalogue: Catalogue): readonly Action[] => [
  ...actions,
  ...new Set([...catalogue.entities.keys()].flatMap((name) => namedActions(catalogue, name))),
];

/** Whether a role can give rights on the kind. Records of one person each need no grant, and no grant reaches them (A-3c). */
const isUsed = ({ isRetired, isRemoved, audience }: Entity): boolean =>
  isRetired !== true && isRemoved !== true && audience !== 'own';

/**
 * Returns the lines of a role: first its wildcards, always with the wildcard of all kinds, then each kind of record: those of
 * the rail in its order, the others by name, and the governed ones last.
 */
export function linesOf(catalogue: Catalogue, written: readonly string[]): readonly GrantLine[] {
  const resources = new Set(grantsIn(written).map(({ resource }) => resource));
  const placeOf = ({ name }: Entity): number => catalogue.views.get(name)?.area?.place ?? Number.MAX_SAFE_INTEGER;
  const ofPacks = [...resources].filter((resource) => resource.endsWith('/*')).sort();
  return [
    ...(resources.has('**') ? [{ resource: '**' }] : []),
    { resource: '*' },
    ...ofPacks.map((resource) => ({ resource })),
    ...[...catalogue.entities.values()]
      .filter(isUsed)
      .toSorted(
        (a, b) =>
          Number(a.governed) - Number(b.governed) ||
          placeOf(a) - placeOf(b) ||
          a.label.many.localeCompare(b.label.many, 'en'),
      )
      .map((entity) => ({ resource: entity.name, entity })),
  ];
}

/**
 * Returns why a right cannot be given on a line, or undefined if it can. Governed kinds can be changed only with the
 * right to administer them. Other kinds can be administered only if they have administered fields. Everybody inside
 * sees a kind of the whole organisation.
 */
export function whyFixed(catalogue: Catalogue, { resource, entity }: GrantLine, action: Action): string | undefined {
  if (!entity) return undefined;
  const many = entity.label.many.toLowerCase();
  if (action === 'read' && entity.audience === 'tenant') return `Everybody in the organisation sees ${many}.`;
  if (entity.sealed !== undefined)
    return action === 'read' || action === 'update'
      ? undefined
      : `${entity.label.many} are sealed: people see them, or change them.`;
  if (entity.governed)
    return ['read', 'export', 'administer'].includes(action) ? undefined : `People who administer ${many} may do this.`;
  if (action === 'administer')
    return Object.values(entity.fields).some(({ administered }) => administered === true)
      ? undefined
      : `Nothing of ${many} is administered.`;
  if (!isUsualAction(action) && !namedActions(catalogue, resource).includes(action))
    return `There is no such step for ${many}.`;
  return undefined;
}

/** The parsed grants of a list of written ones. Every cell of a table asks for the same list. */
const parsedGrants = new WeakMap<readonly string[], readonly Grant[]>();

/** Returns the grants of a list, which must not change. */
function grantsIn(written: readonly string[]): readonly Grant[] {
  const known = parsedGrants.get(written);
  if (known) return known;
  const grants = written.flatMap((grant) => parseGrant(grant) ?? []);
  parsedGrants.set(written, grants);
  return grants;
}

/** Whether a grant covers all that a line is about. A grant for all kinds with `byWildcard` covers no line with a wider wildcard. */
function coversLine(grant: Grant, { resource, entity }: GrantLine, action: Action): boolean {
  if (entity) return grantCovers(grant, entity, action);
  if (grant.action !== '*' && grant.action !== action) return false;
  return grant.resource === resource || grant.resource === '**' || (resource === 'own/*' && grant.resource === '*');
}

const isExact = (grant: Grant, line: GrantLine, action: Action): boolean =>
  grant.resource === line.resource && grant.action === action;

/** One cell: its reach, and the reach that other grants (wildcards, all actions) give in any case. */
export type Cell = { readonly reach: GrantReach; readonly floor: GrantReach; readonly from: string | undefined };

/** Returns the reach of an action on a line. `from` is the first other grant that covers it. */
export function cellOf(written: readonly string[], line: GrantLine, action: Action): Cell {
  const covering = grantsIn(written).filter((grant) => coversLine(grant, line, action));
  const others = covering.filter((grant) => !isExact(grant, line, action));
  const scopes = (grants: readonly Grant[]) => new Set(grants.map(({ scope }) => scope));
  // Everyone in the organisation sees all records of this kind: a right to export some is a right to export all.
  const isAllOrNone = action === 'export' && line.entity?.audience === 'tenant';
  const reach = (of: readonly Grant[]): GrantReach => (isAllOrNone && of.length > 0 ? 'org' : reachOf(scopes(of)));
  const [first] = others;
  return {
    reach: reach(covering),
    floor: reach(others),
    from: first && `${first.resource}:${first.action}@${first.scope}`,
  };
}

/** Returns the grants with another reach of one cell: only a grant that the other grants do not include already. */
export function withReach(
  written: readonly string[],
  { line, action, reach }: { readonly line: GrantLine; readonly action: Action; readonly reach: GrantReach },
): readonly string[] {
  const kept = written.filter((grant) => {
    const parsed = parseGrant(grant);
    return !parsed || !isExact(parsed, line, action);
  });
  const { floor } = cellOf(kept, line, action);
  const had = scopesOf[floor];
  const added = scopesOf[reach].filter((scope) => !had.includes(scope) && !had.includes('org'));
  return [...new Set([...kept, ...added.map((scope) => `${line.resource}:${action}@${scope}`)])].sort();
}

/** The reaches that people choose from. `shared` and `own` mean the same for a new record. */
const chosen: Readonly<Record<'create' | 'other' | 'governed', readonly GrantReach[]>> = {
  create: ['none', 'own', 'team', 'org'],
  other: ['none', 'own', 'shared', 'team', 'team-shared', 'org'],
  governed: ['none', 'org'],
};

/** Returns the reaches of a cell, each with the reason if the other grants do not let it be chosen. */
export function reachChoicesOf(
  written: readonly string[],
  line: GrantLine,
  action: Action,
): readonly { readonly reach: GrantReach; readonly why: string | undefined }[] {
  const { reach: now, floor, from } = cellOf(written, line, action);
  const kind =
    line.entity?.governed === true ||
    action === 'administer' ||
    (action === 'export' && line.entity?.audience === 'tenant')
      ? 'governed'
      : action === 'create'
        ? 'create'
        : 'other';
  const offered = chosen[kind];
  const withFloor = (reach: GrantReach) => reachOf(new Set([...scopesOf[floor], ...scopesOf[reach]]));
  return reaches
    .filter((reach) => reach === now || offered.includes(reach))
    .filter((reach) => [reach, floor].includes(withFloor(reach))) // otherwise it would become another choice of this list
    .map((reach) => {
      const together = withFloor(reach);
      return {
        reach,
        why:
          together === reach
            ? undefined
            : `${grantWords(from ?? '')} gives ${reachWords[floor].word.toLowerCase()} already.`,
      };
    });
}

/** Returns a wildcard in words. */
export function resourceWords(resource: string, { entities, packs }: Pick<Catalogue, 'entities' | 'packs'>): string {
  if (resource === '**') return 'Every kind, also closed ones';
  if (resource === '*') return 'Every kind';
  if (resource === 'own/*') return 'Every kind of your own';
  const pack = resource.endsWith('/*') ? packs.find(({ name }) => `${name}/*` === resource) : undefined;
  return pack ? `Every kind of ${pack.label}` : (entities.get(resource)?.label.many ?? resource);
}

const grantWords = (written: string): string => {
  const grant = parseGrant(written);
  if (!grant) return 'Another grant';
  const line = grant.resource === '**' ? 'The line of every kind, also closed ones,' : grant.resource === '*' ? 'The line of every kind' : grant.resource.endsWith('/*') ? 'The line of the pack' : 'This line'; // prettier-ignore
  return grant.action === '*' ? `${line} (all actions)` : line;
};

/** Returns a grant as people read it in a list: "Deals: see (all)", "Every kind: all actions (own)". */
export function writtenGrantWords(written: string, catalogue: Pick<Catalogue, 'entities' | 'packs'>): string {
  const grant = parseGrant(written);
  if (!grant) return written;
  const action = grant.action === '*' ? 'all actions' : actionLabel(grant.action).toLowerCase();
  return `${resourceWords(grant.resource, catalogue)}: ${action} (${reachWords[reachOf(new Set([grant.scope]))].word.toLowerCase()})`;
}

const labels: Readonly<Record<(typeof actions)[number], string>> = {
  read: 'See',
  export: 'Export',
  create: 'Add',
  update: 'Change',
  assign: 'Hand on',
  delete: 'Delete',
  administer: 'Administer',
};
/** Returns an action as the head of its column: "Hand on", "Send back". */
export function actionLabel(action: Action): string {
  if (isUsualAction(action)) return labels[action];
  const words = action.replaceAll('-', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

/** Whether a line has grants that can be written out: a wildcard for kinds, or one for actions. */
export const canSpellOut = (written: readonly string[], { resource }: GrantLine): boolean =>
  grantsIn(written).some((grant) => grant.resource === resource && (resource.endsWith('*') || grant.action === '*'));

/**
 * Returns the grants with those of one line written out for each kind of record and each action, so that single ones can be
 * lowered. Kinds that come later are not among them.
 */
export function spelledOut(catalogue: Catalogue, written: readonly string[], line: GrantLine): readonly string[] {
  const kinds = [...catalogue.entities.values()].filter(isUsed);
  return [
    ...new Set(
      written.flatMap((one) => {
        const grant = parseGrant(one);
        if (grant?.resource !== line.resource) return [one];
        return kinds
          .filter((entity) => grantCovers({ ...grant, action: '*' }, entity, '*'))
          .flatMap((entity) => {
            const wanted =
              grant.action === '*' ? [...actions, ...namedActions(catalogue, entity.name)] : [grant.action];
            return wanted
              .filter((action) => whyFixed(catalogue, { resource: entity.name, entity }, action) === undefined)
              .map((action) => `${entity.name}:${action}@${grant.scope}`);
          });
      }),
    ),
  ].sort();
}

/** A change of a role's grants on this device that is not saved: a set merges with other people's changes (S-4). */
export type GrantDraft = { readonly added: readonly string[]; readonly removed: readonly string[] };
export const noDraft: GrantDraft = { added: [], removed: [] };

/** Returns the grants with a draft. */
export const withDraft = (stored: readonly string[], { added, removed }: GrantDraft): readonly string[] =>
  [...new Set([...stored.filter((grant) => !removed.includes(grant)), ...added])].sort();

/** Returns the draft that leads from the stored grants to others. */
export const draftTo = (stored: readonly string[], next: readonly string[]): GrantDraft => ({
  added: next.filter((grant) => !stored.includes(grant)),
  removed: stored.filter((grant) => !next.includes(grant)),
});
