import { type PlantedBug, sources } from './planted-bug.ts';

const { server, domain } = sources;

/**
 * Bugs of kinds that are filed by areas that people choose (T-30), and of records that are open to everyone (A-3b).
 * Histories in which deals are both find them.
 */
export const bugsOfAreas: readonly PlantedBug[] = [
  {
    name: 'old-area-kept',
    says: 'a record that moves to another area stays filed under the old one',
    file: `${server}/records/decide/feed-rows.ts`,
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
    // Both fields: in the build with areas one field gives the area and the openness of a deal.
    says: 'a page reads neither the area nor the openness of its records',
    file: `${server}/sync/pages/page-row.ts`,
    text: "field === undefined ? 'null::text'",
    instead: "field !== '' ? 'null::text'",
    by: 'histories',
    drawing: 'areas',
  },
  {
    name: 'open-unclosed',
    says: 'a record that is no longer open to everyone stays filed under everyone',
    file: `${server}/records/decide/feed-rows.ts`,
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
