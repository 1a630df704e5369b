import { type PlantedBug, sources } from './planted-bug.ts';

const { server, domain } = sources;

/** Kinds that are filed by areas, and people who choose areas (T-30): found by histories in which deals are filed so. */
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
    says: 'a chosen area gives records that the person may not see',
    file: `${domain}/access/areas.ts`,
    text: 'const held = tokens.flatMap((token) => {',
    instead:
      'const held = [...tokens, ...[...chosen].flatMap(([kind, areas]) => areas.map((area) => areaToken(kind, area)))].flatMap((token) => {',
    by: 'histories',
    drawing: 'areas',
  },
  {
    name: 'choice-unfollowed',
    says: 'other areas are chosen, and the tokens of the devices stay as they were',
    file: `${server}/records/write/write-run.ts`,
    text: '(now.ownerId ?? [])',
    instead: '[]',
    by: 'histories',
    drawing: 'areas',
  },
  {
    name: 'area-unread',
    says: 'a page does not know the area of the records that it reads',
    file: `${server}/sync/pages/page-row.ts`,
    text: 'area === null || declared.filedBy === undefined',
    instead: 'area !== undefined || declared.filedBy === undefined',
    by: 'histories',
    drawing: 'areas',
  },
];
