import { type PlantedBug, sources } from './planted-bug.ts';

const { server, domain } = sources;

/**
 * Kinds that are filed by areas, and people who choose areas (T-30); records that are open to everyone (A-3b): found by histories
 * in which deals are both.
 */
export const bugsOfAreas: readonly PlantedBug[] = [
  {
    name: 'old-area-kept',
    says: 'a record that moves to another area stays filed under the old one',
    file: `${server}/records/decide/filing.ts`,
    text: '      if (holds.has(token)) continue;',
    instead: "      if (holds.has(token) || token.includes('@area:')) continue;",
    by: 'histories',
    drawing: 'areas',
  },
  {
    name: 'area-widens',
    says: 'the choice of an area gives a device records that its person may not see',
    file: `${domain}/access/areas.ts`,
    text: 'const held = tokens.flatMap((token) => {',
    instead:
      'const held = [...tokens, ...[...chosen].flatMap(([kind, areas]) => areas.map((area) => areaToken(kind, area)))].flatMap((token) => {',
    by: 'histories',
    drawing: 'areas',
  },
  {
    name: 'choice-unfollowed',
    says: 'a person chooses other areas, and the tokens of the devices do not change',
    file: `${server}/records/write/write-run.ts`,
    text: '(now.ownerId ?? [])',
    instead: '[]',
    by: 'histories',
    drawing: 'areas',
  },
  {
    name: 'area-unread',
    says: 'a page does not read the area of its records',
    file: `${server}/sync/pages/page-row.ts`,
    text: 'area === null || declared.filedBy === undefined',
    instead: 'area !== undefined || declared.filedBy === undefined',
    by: 'histories',
    drawing: 'areas',
  },
  {
    name: 'open-unclosed',
    says: 'a record that is no longer open to everyone stays filed under everyone',
    file: `${server}/records/decide/filing.ts`,
    text: '      if (holds.has(token)) continue;',
    instead: "      if (holds.has(token) || token.endsWith('@everyone')) continue;",
    by: 'histories',
    drawing: 'areas',
  },
  {
    name: 'open-unheld',
    says: 'people do not hold the token of everyone',
    file: `${domain}/access/access.ts`,
    text: 'if (entity.openWhen !== undefined && isInside(principal))',
    instead: 'if (entity.openWhen !== undefined && isInside(principal) && principal.memberships.length > 1)',
    by: 'histories',
    drawing: 'areas',
  },
];
