import { describe, expect, it } from 'vitest';
import { viewsOf } from '@outpost/domain/kernel/catalogue/views-of';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { installedEntity } from '../../records/entity-shape.ts';
import { movedLine, pageLines, pageDefinitionOf } from './page-lines.ts';

const deal = installedEntity('crm/deal');
const sections = [
  { title: 'Money', fields: ['name', 'value'] },
  { title: 'Origin', tab: 'More', fields: ['source', 'tags'] },
];
const lines = pageLines(deal, sections);
const ids = (some: readonly { readonly id: string }[]) => some.map(({ id }) => id);
const moved = (id: string, place: number) => pageDefinitionOf(movedLine(deal, lines, { id, place }));

describe('the lines of a page', () => {
  it('are heads and fields in their order, then the fields that it does not show', () => {
    expect(ids(lines).slice(0, 7)).toEqual(['section 0', 'name', 'value', 'section 1', 'source', 'tags', 'hidden']);
    expect(ids(lines)).toContain('about');
    expect(pageDefinitionOf(lines)).toMatchObject({ sections });
    const whole = viewsOf(installedCatalogue, deal).page.sections;
    expect(pageDefinitionOf(pageLines(deal, whole))).toEqual({ sections: whole, hidden: [] });
  });

  it('put a field into another section, or hide it, if it is moved past a head', () => {
    expect(moved('value', 3).sections.map(({ fields }) => fields)).toEqual([['name'], ['value', 'source', 'tags']]);
    expect(moved('tags', 6).hidden[0]).toBe('tags');
    expect(moved('source', 1).sections[0]?.fields).toEqual(['source', 'name', 'value']);
    expect(moved('about', 1).sections[0]?.fields).toEqual(['about', 'name', 'value']);
  });

  it('keep a field on the page that every record needs', () => {
    expect(moved('name', 8)).toEqual(pageDefinitionOf(lines));
  });

  it('move a section with its fields, past whole sections', () => {
    const order = (id: string, place: number) => moved(id, place).sections.map(({ title }) => title);
    expect(order('section 1', 2)).toEqual(['Origin', 'Money']);
    expect(order('section 0', 1)).toEqual(['Origin', 'Money']);
    expect(order('section 0', 0)).toEqual(['Money', 'Origin']);
    expect(moved('section 0', 1).sections[1]).toEqual({ title: 'Money', fields: ['name', 'value'] });
    expect(order('section 1', 12)).toEqual(['Money', 'Origin']);
  });
});
