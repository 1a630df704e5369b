import type { Act, CreateEdit } from '../../kernel/acts/act.ts';
import { newRecord } from '../../kernel/acts/new-record.ts';
import { denied, writtenByServer } from '../../kernel/access/denial.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import { isEmptyValue, keptEmpty } from '../../kernel/entities/field-types.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { idsAdded, peopleNames } from '../../kernel/acts/people-named.ts';
import { noFieldCalled } from '../../kernel/entities/no-field-called.ts';
import { upgradedFields } from '../../kernel/catalogue/record-rules.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { mayFill } from '../act/author.ts';
import type { Draft } from '../act/draft.ts';
import { judgeCompanion } from './judge-companion.ts';
import { judgeConversion } from './judge-conversion.ts';
import { mergeFollowed, inheritedIn, judgeParent, judgeReference } from './judge-links.ts';
import { judgePeople } from './judge-people.ts';
import { judgeRecord } from './judge-record.ts';
import { judgeShares } from './judge-shares.ts';
import { judgeStart } from './judge-step.ts';
import { firstDecidedAt, wholeRecordKey } from '../merge/standing.ts';

/**
 * Decides one creation and, unless it is refused, puts the record into the draft. Checks permission before existence
 * (A-5).
 */
export function judgeCreate(
  draft: Draft,
  entity: Entity,
  { act, edit }: { readonly act: Act; readonly edit: CreateEdit },
): Refusal | undefined {
  const { author } = draft;
  if (edit.create.schema > entity.schema) {
    return refuse(
      'sync/client-too-new',
      `This ${entity.label.one.toLowerCase()} was made by a newer version than the server's.`,
      { most: entity.schema, yours: edit.create.schema },
    );
  }
  const fields = withKeptEmpties(entity, upgradedFields(entity, edit.create.fields, edit.create.schema));
  const links = followLinks(draft, entity, fields);
  if (links.refusal && links.isParent) return links.refusal;
  const made = newRecord(
    draft.catalogue,
    entity,
    { ...edit, create: { ...edit.create, fields } },
    { by: author.userId, at: draft.at, inherited: inheritedIn(draft, entity, fields) },
  );
  if (made.inherited === null && !author.may('create', made)) {
    return denied(entity, 'create');
  }
  const notItsCompanion = links.refusal ? undefined : judgeCompanion(draft, entity, { edit, made });
  if (notItsCompanion) return notItsCompanion;
  // The id of a record that was erased by law stays used: an act that is sent again must not restore it (P-5).
  // Devices keep acts and records in one collection, and other people learn an act's id. A record with an act's id
  // would replace that act on its author's device.
  // The refusal is the same for every holder of the id, past or present: a difference would disclose records out of
  // sight.
  if (edit.id === act.id || draft.present(edit.id) || draft.look.isUsed(edit.id) === true)
    return refuse('records/exists', 'This id was used before. Give the new record another one.', { id: edit.id });
  if (links.refusal) return links.refusal;
  for (const [name, value] of Object.entries(fields)) {
    const field = entity.fields[name];
    if (!field && draft.mayLackDefinitions) continue;
    if (!field) return refuse('records/unknown-field', noFieldCalled(entity, name), { field: name });
    if (isEmptyValue(value) || author.isServer) continue;
    if (!mayFill(author, entity, field)) return writtenByServer(field, name);
    if (field.administered && !author.may('administer', made))
      return refuse('access/denied', `You may not set ${field.label.toLowerCase()}.`, {
        action: 'administer',
        field: name,
      });
  }
  const tooWide = judgeShares(undefined, made);
  if (tooWide) return tooWide;
  for (const name of peopleNames) {
    const stranger = judgePeople(draft, { name, ids: idsAdded(null, edit.create[name]), act });
    if (stranger) return stranger;
  }
  const place = firstDecidedAt(act, draft.look);
  const wrong =
    judgeRecord(draft, entity, made) ??
    (place
      ? undefined
      : (judgeStart(draft, entity, made) ?? judgeConversion(draft, entity, { before: undefined, record: made })));
  if (wrong) return wrong;
  draft.put({
    record: made,
    superseded: {},
    expanded: false,
    ...(place ? { claims: { [wholeRecordKey]: { ...place, isContested: false, owed: [], passed: [] } } } : {}),
  });
  return undefined;
}

/** Returns a copy of the fields, with each empty value in the form that its field has for it. */
const withKeptEmpties = (entity: Entity, fields: CreateEdit['create']['fields']): Record<string, JsonValue> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const field = entity.fields[name];
      return [name, field && isEmptyValue(value) ? keptEmpty(field, value) : value];
    }),
  );

/**
 * Follows merged targets in place, and returns the first link that the author may not make. The parent is checked
 * first.
 */
function followLinks(
  draft: Draft,
  entity: Entity,
  fields: Record<string, JsonValue>,
): { readonly refusal?: Refusal; readonly isParent?: boolean } {
  const names = Object.keys(fields).sort((a, b) => Number(b === entity.parent) - Number(a === entity.parent));
  for (const name of names) {
    const field = entity.fields[name];
    if (field?.type !== 'ref') continue;
    const isParent = name === entity.parent;
    const link = mergeFollowed(draft, entity, { name, field, value: fields[name] ?? null });
    if (!link.ok) return { refusal: link, isParent };
    fields[name] = link.value.value; // the caller passes a copy
    if (link.value.id === null) continue;
    const target = { entity: link.value.entity, id: link.value.id };
    // T-27: the upgrade of a deleted record makes a child that is restored with it.
    const isOpen = isParent && draft.author.isServer && draft.present(target.id)?.entity === target.entity;
    const refusal = isOpen ? undefined : isParent ? judgeParent(draft, target) : judgeReference(draft, target);
    if (refusal) return { refusal, isParent };
  }
  return {};
}
