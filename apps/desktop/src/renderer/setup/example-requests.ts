import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { instantAt } from '@outpost/domain/kernel/calendar/wall-time';
import type { ActRequest } from '../../bridge/contract.ts';

/** Chosen: enough for boards and reports to show something, and made in a few seconds. */
const size = 40;

/** Returns the packs of the organisation that have example data, with the functions that make it (T-24). */
export const exampleMakers = ({ demos, packs }: Pick<Catalogue, 'demos' | 'packs'>) =>
  [...demos].flatMap(([name, make]) => (packs.some((pack) => pack.name === name && pack.isInstalled) ? [make] : []));

/**
 * Returns the acts that make the example data, in their order: all of one group, so that one undo removes them. The
 * records belong to the person, and to their team if they have one.
 */
export function exampleRequests(
  catalogue: Catalogue,
  about: {
    readonly me: string;
    readonly teamId: string | null;
    readonly today: string;
    readonly timeZone: string;
    readonly group: string;
    readonly newId: () => string;
  },
): readonly ActRequest[] {
  const { me, teamId, today, timeZone, group, newId } = about;
  const input = {
    ids: { newId },
    today,
    instantAt: (day: string, time: string) => instantAt(day, time, timeZone),
    admin: me,
    sellers: [{ id: me, teamId }],
    size,
    mayDefine: false,
  };
  return exampleMakers(catalogue)
    .flatMap((make) => make(input))
    .map(({ label, edits }) => ({
      label,
      group,
      isStep: false,
      edits: edits.map(({ id, entity, create }) => ({
        id,
        entity,
        create: { ...create, teamId: create.teamId === null ? null : teamId },
      })),
    }));
}
