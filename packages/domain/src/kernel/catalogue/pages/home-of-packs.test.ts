import { describe, expect, it } from 'vitest';
import { deal } from '../../../packs/crm/entities/deal.entity.ts';
import { task } from '../../../packs/crm/entities/task.entity.ts';
import { homeOfPacks, homeWith } from './home-of-packs.ts';
import { listPanel, type PackHome, stagesPanel } from './home-panels.ts';
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
const declared = [views(task, { lists: [{ id: 'to-do', name: 'To do' }] })];
const homeOf = (home: PackHome, name = 'crm') => homeOfPacks([{ name, entities: [task, deal], home }], declared);

describe('[T-20] the parts of the home page that packs declare', () => {
  it('are gathered, the panels in the order of their places', () => {
    const home = homeOf({ hours: [{ on: task.name }], left: [{ on: task.name, where: mine.where }], panels: [tasks, stages] }); // prettier-ignore
    expect(home.panels.map(({ id }) => id)).toEqual(['crm/stages', 'crm/tasks']);
    expect([home.hours.length, home.left.length]).toEqual([1, 1]);
    expect(homeWith(home, (kind) => kind === deal.name)).toEqual({ hours: [], left: [], panels: [stages] });
  });

  it('are of kinds of the pack, which have a time where one is shown', () => {
    expect(() => homeOf({ hours: [{ on: 'garden/bed' }], panels: [] })).toThrow('Home: pack crm shows garden/bed, which is no kind of its own'); // prettier-ignore
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
  });
});
