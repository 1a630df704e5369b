import type { Entity } from '../../entities/entity.ts';
import type { HomeLeft, HomePanel, PackHome } from './home-panels.ts';
import type { KindViews } from '../views.ts';

/** The parts of the home page that all packs declare: the panels in the order of their places, the rest in the order of the packs. */
export type Home = Required<PackHome>;

type Declaring = { readonly name: string; readonly home?: PackHome; readonly entities: readonly Entity[] };

/**
 * Returns the parts of the home page that packs declare. Throws for a part of another pack's kind, for hours of a kind without a
 * schedule, for a count of a kind without `dueBy`, and for one by options that the kind does not have. Throws for a panel of another pack's name, for two panels of one id, for
 * a panel that opens a list that its kind does not have or offers an unknown quick act, and for moves or slips of a kind without stages or `dueBy`.
 */
export function homeOfPacks(packs: readonly Declaring[], views: readonly KindViews[]): Home {
  const ids = new Set<string>();
  for (const pack of packs) {
    const { hours = [], left = [], panels = [] } = pack.home ?? {};
    for (const one of hours) if (!kindOf(pack, one).schedule) throw new Error(`Home: ${one.on} has no schedule`);
    for (const one of left) checkLeft(kindOf(pack, one), one);
    for (const one of panels) {
      if (!one.id.startsWith(`${pack.name}/`)) throw new Error(`Home panel ${one.id} is declared by pack ${pack.name}`);
      if (ids.has(one.id)) throw new Error(`Home panel ${one.id} is declared twice`);
      ids.add(one.id);
      checkPanel(pack, one, views);
    }
  }
  return {
    hours: packs.flatMap(({ home }) => home?.hours ?? []),
    left: packs.flatMap(({ home }) => home?.left ?? []),
    panels: packs.flatMap(({ home }) => home?.panels ?? []).toSorted((a, b) => a.place - b.place),
  };
}

function checkLeft({ name, dueBy, fields }: Entity, { kinds }: HomeLeft): void {
  if (kinds === undefined && dueBy === undefined) throw new Error(`Home: ${name} has no dueBy`);
  if (kinds === undefined) return;
  const field = fields[kinds.by];
  if (field?.type !== 'choice') throw new Error(`Home: ${name} is counted by ${kinds.by}, which is not a choice field`);
  const unknown = Object.keys(kinds.words).find((word) => field.options.every(({ value }) => value !== word));
  if (unknown !== undefined) throw new Error(`Home: ${name} is counted by ${kinds.by}, which has no option ${unknown}`);
}

function checkPanel(pack: Declaring, panel: HomePanel, views: readonly KindViews[]): void {
  if (panel.show === 'people') {
    for (const part of [...panel.rules, ...(panel.asks ? [panel.asks] : [])]) kindOf(pack, part);
    if (panel.rules.length === 0) throw new Error(`Home panel ${panel.id} has no rules`);
    return;
  }
  const { stages, dueBy } = kindOf(pack, panel);
  if (panel.show === 'moves' && stages === undefined)
    throw new Error(`Home panel ${panel.id}: ${panel.on} has no stages`);
  if (panel.show === 'moves' && panel.slips && dueBy === undefined)
    throw new Error(`Home panel ${panel.id}: ${panel.on} has no dueBy`);
  if (panel.show !== 'list') return;
  const { does, opens } = panel;
  if (does !== undefined && !views.some(({ quickActs }) => quickActs?.some(({ id }) => id === does)))
    throw new Error(`Home panel ${panel.id} offers the quick act ${does}, which no kind has`);
  const lists = views.find(({ on }) => on === panel.on)?.lists ?? [];
  if (opens !== undefined && !lists.some(({ id }) => id === opens.list))
    throw new Error(`Home panel ${panel.id} opens the list ${opens.list}, which ${panel.on} does not have`);
}

function kindOf({ name, entities }: Declaring, { on }: { readonly on: string }): Entity {
  const kind = entities.find((entity) => entity.name === on);
  if (!kind) throw new Error(`Home: pack ${name} shows ${on}, which is not one of its own kinds`);
  return kind;
}

/**
 * Returns the parts of the home page whose kinds fulfil a condition. `homeOf`: the roles of a panel about a team; undefined
 * for a part about the person's own records. A panel about people keeps the rules about kinds that fulfil it.
 */
export const homeWith = (
  { hours, left, panels }: Home,
  isShown: (kind: string, homeOf?: readonly string[]) => boolean,
): Home => ({
  hours: hours.filter(({ on }) => isShown(on)),
  left: left.filter(({ on }) => isShown(on)),
  panels: panels.flatMap((panel) => panelWith(panel, isShown)),
});

function panelWith(
  panel: HomePanel,
  isShown: (kind: string, homeOf?: readonly string[]) => boolean,
): readonly HomePanel[] {
  if (panel.show !== 'people') return isShown(panel.on, panel.homeOf) ? [panel] : [];
  const { asks, ...rest } = panel;
  const rules = panel.rules.filter(({ on }) => isShown(on, panel.homeOf));
  if (rules.length === 0) return [];
  return [{ ...rest, rules, ...(asks && isShown(asks.on, panel.homeOf) ? { asks } : {}) }];
}
