import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { mayHide, type PageDefinition } from '@outpost/domain/kernel/definitions/tenant-pages';
import type { PageSection } from '@outpost/domain/kernel/catalogue/views';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { ActRequest } from '../../../bridge/contract.ts';
import { manyOf } from '../../records/entity-shape.ts';

/** The kind of record with which a tenant arranges pages (PLT-10). */
export const pageEntity = 'platform/page-layout';

/**
 * The page as one list: each section's head with its fields below it, and at the end the head of the hidden fields with
 * these below it. A field that is moved past a head is in the other section.
 */
export type PageLine =
  | { readonly kind: 'section'; readonly id: string; readonly label: string; readonly tab?: string }
  | { readonly kind: 'field'; readonly id: string; readonly label: string; readonly isFixed?: boolean }
  | { readonly kind: 'hidden'; readonly id: string; readonly label: string; readonly isFixed: true };

const hiddenHead: PageLine = { kind: 'hidden', id: 'hidden', label: 'Not shown on the page', isFixed: true };
const headId = (place: number): string => `section ${place}`;

/** Returns the lines of a page. */
export function pageLines(entity: Entity, sections: readonly PageSection[]): readonly PageLine[] {
  const field = (name: string): PageLine => ({ kind: 'field', id: name, label: entity.fields[name]?.label ?? name });
  const shown = new Set(sections.flatMap(({ fields }) => fields));
  const hidden = Object.keys(entity.fields).filter(
    (name) => !shown.has(name) && entity.fields[name]?.type !== 'json' && name !== entity.pipelines, // shown above the stages
  );
  return [
    ...sections.flatMap(({ title, tab, fields }, place): readonly PageLine[] => [
      { kind: 'section', id: headId(place), label: title, ...(tab === undefined ? {} : { tab }) },
      ...fields.map(field),
    ]),
    hiddenHead,
    ...hidden.map(field),
  ];
}

/** Returns the definition that these lines make. Fields above the first head are in the first section. */
export function pageDefinitionOf(
  lines: readonly PageLine[],
): Pick<PageDefinition, 'sections'> & { readonly hidden: string[] } {
  const sections: { title: string; tab?: string; fields: string[] }[] = [];
  const hidden: string[] = [];
  const early: string[] = [];
  let into = early;
  for (const line of lines) {
    if (line.kind === 'hidden') into = hidden;
    else if (line.kind === 'field') into.push(line.id);
    else {
      into = [];
      sections.push({ title: line.label, ...(line.tab === undefined ? {} : { tab: line.tab }), fields: into });
    }
  }
  sections[0]?.fields.unshift(...early);
  return { sections, hidden };
}

/**
 * Returns the lines with one of them at another place among the others; the same lines if that place is not allowed. A
 * moved head takes the fields below it along. The part below the hidden fields' head contains no other head, and no
 * field that every record needs.
 */
export function movedLine(
  entity: Entity,
  lines: readonly PageLine[],
  { id, place }: { readonly id: string; readonly place: number },
): readonly PageLine[] {
  const line = lines.find((one) => one.id === id);
  if (!line || line.kind === 'hidden') return lines;
  if (line.kind === 'section') return movedSection(lines, line, place);
  const next = lines.filter((one) => one !== line).toSpliced(place, 0, line);
  const isHidden = next.indexOf(line) > next.findIndex(({ kind }) => kind === 'hidden');
  return place < 1 || (isHidden && !mayHide(entity, line.id)) ? lines : next;
}

function movedSection(lines: readonly PageLine[], head: PageLine, place: number): readonly PageLine[] {
  const start = lines.indexOf(head);
  const length = lines.slice(start + 1).findIndex(({ kind }) => kind !== 'field') + 1;
  const block = lines.slice(start, start + length);
  const others = lines.filter((line) => !block.includes(line));
  const starts = others.flatMap(({ kind }, at) => (kind === 'field' ? [] : [at])); // a section cannot come before a head
  const wanted = place > start ? place - (length - 1) : place;
  const target =
    place > start
      ? starts.find((at) => at >= wanted && at > 0 && at >= start + 1)
      : starts.findLast((at) => at <= wanted);
  return target === undefined ? lines : others.toSpliced(target, 0, ...block);
}

/** Returns the act that stores a page, by the tenant's record about this kind, or a new one. */
export function pageRequest(entity: Entity, lines: readonly PageLine[], record: string | undefined): ActRequest {
  return storeRequest(entity, contentOf(lines), record);
}

/** The parts of a page other than its fields, which are arranged in lists of their own (PLT-11). */
export type PageParts = 'figures' | 'lists';

/** Returns the act that stores some parts of a page. A first record gets the page's present lines, too. */
export function partsRequest(
  entity: Entity,
  { parts, lines }: { readonly parts: Readonly<Record<string, JsonValue>>; readonly lines: readonly PageLine[] },
  record: string | undefined,
): ActRequest {
  return storeRequest(entity, record === undefined ? { ...contentOf(lines), ...parts } : parts, record);
}

function contentOf(lines: readonly PageLine[]) {
  const { sections, hidden } = pageDefinitionOf(lines);
  return { sections: sections.map((section) => ({ ...section, fields: [...section.fields] })), hidden };
}

function storeRequest(
  entity: Entity,
  fields: Readonly<Record<string, JsonValue>>,
  record: string | undefined,
): ActRequest {
  return {
    label: cutLabel(`Arranged the page of ${manyOf(entity)}`),
    edits: [
      record === undefined
        ? { entity: pageEntity, create: { fields: { forEntity: entity.name, ...fields } } }
        : { entity: pageEntity, id: record, fields },
    ],
  };
}

/** Returns the act that brings the pack's page back. */
export const resetPageRequest = (entity: Entity, record: string): ActRequest => ({
  label: cutLabel(`Reset the page of ${manyOf(entity)}`),
  edits: [{ entity: pageEntity, id: record, fields: { life: 'deleted' } }],
});
