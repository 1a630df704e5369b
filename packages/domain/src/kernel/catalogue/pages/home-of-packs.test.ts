import { describe, expect, it } from 'vitest';
import { deal } from '../../../packs/crm/entities/deal.entity.ts';
import { task } from '../../../packs/crm/entities/task.entity.ts';
import { homeOfPacks, homeWith } from './home-of-packs.ts';
import { leftByKind, listPanel, movesPanel, type PackHome, peoplePanel, stagesPanel } from './home-panels.ts';
import { lateRule, quietRule } from '../helping/help-rules.ts';
import { mine, views } from '../views.ts';

const tasks = listPanel(task, {
  id: 'crm/tasks',
  title: 'Tasks',
  column: 'first',
  place: 20,
  where: mine.where,
  sort: 'dueAt.asc',
  most: 3,
  detail: ['about'],
  none: 'Nothing to do.',
});
const stages = stagesPanel(deal, { id: 'crm/stages', title: 'Stages', place: 10, where: mine.where, sum: 'value' });
const moved = movesPanel(deal, { id: 'crm/moved', title: 'Moved', column: 'first', place: 5, span: 'this-week', none: 'Nothing.' }); // prettier-ignore
const declared = [views(task, { lists: [{ id: 'to-do', name: 'To do' }] })];
const homeOf = (home: PackHome, name = 'crm') => homeOfPacks([{ name, entities: [task, deal], home }], declared);

describe('[T-20] the parts of the home page that packs declare', () => {
  it('are gathered, the panels in the order of their places', () => {
    const home = homeOf({ hours: [{ on: task.name }], left: [{ on: task.name, where: mine.where }], panels: [tasks, stages] }); // prettier-ignore
    expect(home.panels.map(({ id }) => id)).toEqual(['crm/stages', 'crm/tasks']);
    expect([home.hours.length, home.left.length]).toEqual([1, 1]);
    expect(homeWith(home, (kind) => kind === deal.name)).toEqual({ hours: [], left: [], panels: [stages] });
  });

  it('are chosen by the roles that a panel of a team names', () => {
    const home = homeOf({ left: [{ on: task.name, where: mine.where }], panels: [tasks, { ...moved, homeOf: ['manager'] }] }); // prettier-ignore
    const of = (role: string) => homeWith(home, (_kind, roles) => roles?.includes(role) ?? true);
    expect([of('manager'), of('member')].map(({ left, panels }) => [left.length, panels.length])).toEqual([
      [1, 2],
      [1, 1],
    ]);
  });

  it('are of kinds of the pack, which have a time where one is shown', () => {
    expect(() => homeOf({ hours: [{ on: 'garden/bed' }], panels: [] })).toThrow('Home: pack crm shows garden/bed, which is not one of its own kinds'); // prettier-ignore
    expect(() => homeOf({ hours: [{ on: deal.name }], panels: [] })).toThrow('Home: crm/deal has no schedule');
    const dueless = { ...task, name: 'crm/dueless', dueBy: undefined };
    const { dueBy: _dueBy, ...bare } = dueless;
    expect(() => homeOfPacks([{ name: 'crm', entities: [bare], home: { left: [{ on: bare.name, where: mine.where }], panels: [] } }], [])).toThrow('Home: crm/dueless has no dueBy'); // prettier-ignore
  });

  it('have names of their pack, each once, and open lists that exist', () => {
    expect(() => homeOf({ panels: [tasks, tasks] })).toThrow('Home panel crm/tasks is declared twice');
    expect(() => homeOf({ panels: [tasks] }, 'garden')).toThrow('Home panel crm/tasks is declared by pack garden');
    const opening = (list: string) => () => homeOf({ panels: [{ ...tasks, opens: { list, words: 'All' } }] });
    expect(opening('to-do')).not.toThrow();
    expect(opening('gone')).toThrow('Home panel crm/tasks opens the list gone, which crm/task does not have');
    expect(() => homeOf({ panels: [{ ...tasks, does: 'wave' }] })).toThrow('Home panel crm/tasks offers the quick act wave, which no kind has'); // prettier-ignore
  });

  it('show moves and slips only of kinds that have them', () => {
    const slips = { out: 'this-quarter', words: 'late' } as const;
    expect(() => homeOf({ panels: [moved, { ...moved, id: 'crm/slipped', slips }] })).not.toThrow();
    expect(() => homeOf({ panels: [{ ...moved, on: task.name }] })).toThrow('Home panel crm/moved: crm/task has no stages'); // prettier-ignore
    const { dueBy: _dueBy, ...dueless } = deal;
    expect(() => homeOfPacks([{ name: 'crm', entities: [dueless], home: { panels: [{ ...moved, slips }] } }], [])).toThrow('Home panel crm/moved: crm/deal has no dueBy'); // prettier-ignore
  });

  it('about people keep the rules and the form for kinds that a person may see', () => {
    const people = peoplePanel(task, {
      id: 'crm/people',
      title: 'People',
      column: 'first',
      place: 1,
      homeOf: ['manager'],
      span: 'this-quarter',
      most: 3,
      none: 'Nobody.',
      asks: ['subject'], // prettier-ignore
      rules: [lateRule(task, mine.where), quietRule(deal)],
    });
    const of = (...kinds: readonly string[]) =>
      homeWith(homeOf({ panels: [people] }), (kind) => kinds.includes(kind)).panels.map((panel) =>
        panel.show === 'people' ? [panel.rules.map(({ on }) => on), panel.asks?.on] : [],
      );
    expect(of(task.name, deal.name)).toEqual([[[task.name, deal.name], task.name]]);
    expect(of(deal.name)).toEqual([[[deal.name], undefined]]);
    expect(of()).toEqual([]);
    expect(() => homeOf({ panels: [{ ...people, rules: [] }] })).toThrow('Home panel crm/people has no rules');
    expect(() => homeOf({ panels: [{ ...people, rules: [{ rule: 'quiet', on: 'garden/bed' }] }] })).toThrow('pack crm shows garden/bed'); // prettier-ignore
    expect(() => homeOf({ panels: [{ ...people, asks: { on: 'garden/bed', fields: [] } }] })).toThrow('pack crm shows garden/bed'); // prettier-ignore
  });

  it('are counted by options that the kind has', () => {
    const words = { high: { one: 'urgent task', many: 'urgent tasks' } };
    const left = leftByKind(task, { where: mine.where, by: 'priority', words });
    expect(homeOf({ left: [left], panels: [] }).left).toEqual([{ on: task.name, where: mine.where, kinds: { by: 'priority', words } }]); // prettier-ignore
    const counted = (by: string, option: string) => () =>
      homeOf({ left: [{ ...left, kinds: { by, words: { [option]: words.high } } }], panels: [] });
    expect(counted('subject', 'high')).toThrow('Home: crm/task is counted by subject, which is not a choice field');
    expect(counted('priority', 'odd')).toThrow('Home: crm/task is counted by priority, which has no option odd');
  });
});
