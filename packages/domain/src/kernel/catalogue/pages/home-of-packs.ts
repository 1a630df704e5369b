import type { Entity } from '../../entities/entity.ts';
import type { PackHome } from './home-panels.ts';
import type { KindViews } from '../views.ts';

/** The parts of the home page that all packs declare: the panels in the order of their places, the rest in the order of the packs. */
export type Home = Required<PackHome>;

type Declaring = { readonly name: string; readonly home?: PackHome; readonly entities: readonly Entity[] };

/**
 * Returns the parts of the home page that packs declare. Throws for a part of another pack's kind, for hours of a kind without a
 * schedule, and for a count of a kind without `dueBy`. Throws for a panel of another pack's name, for two panels of one id, and
 * for a panel that opens a list that its kind does not have.
 */
export function homeOfPacks(packs: readonly Declaring[], views: readonly KindViews[]): Home {
  const ids = new Set<string>();
  for (const pack of packs) {
    const { hours = [], left = [], panels = [] } = pack.home ?? {};
    for (const one of hours) if (!kindOf(pack, one).schedule) throw new Error(`Home: ${one.on} has no schedule`);
    for (const one of left) if (kindOf(pack, one).dueBy === undefined) throw new Error(`Home: ${one.on} has no dueBy`);
    for (const one of panels) {
      kindOf(pack, one);
      if (!one.id.startsWith(`${pack.name}/`)) throw new Error(`Home panel ${one.id} is declared by pack ${pack.name}`);
      if (ids.has(one.id)) throw new Error(`Home panel ${one.id} is declared twice`);
      ids.add(one.id);
      const list = one.show === 'list' ? one.opens?.list : undefined;
      const lists = views.find(({ on }) => on === one.on)?.lists ?? [];
      if (list !== undefined && !lists.some(({ id }) => id === list))
        throw new Error(`Home panel ${one.id} opens the list ${list}, which ${one.on} does not have`);
    }
  }
  return {
    hours: packs.flatMap(({ home }) => home?.hours ?? []),
    left: packs.flatMap(({ home }) => home?.left ?? []),
    panels: packs.flatMap(({ home }) => home?.panels ?? []).toSorted((a, b) => a.place - b.place),
  };
}

function kindOf({ name, entities }: Declaring, { on }: { readonly on: string }): Entity {
  const kind = entities.find((entity) => entity.name === on);
  if (!kind) throw new Error(`Home: pack ${name} shows ${on}, which is no kind of its own`);
  return kind;
}

/** Returns the parts of the home page whose kinds fulfil a condition. */
export const homeWith = ({ hours, left, panels }: Home, isShown: (kind: string) => boolean): Home => ({
  hours: hours.filter(({ on }) => isShown(on)),
  left: left.filter(({ on }) => isShown(on)),
  panels: panels.filter(({ on }) => isShown(on)),
});
