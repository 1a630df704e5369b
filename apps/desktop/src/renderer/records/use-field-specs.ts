import { isHiddenField } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type ReferredField, referredFields } from '@outpost/domain/kernel/query/referred-fields';
import type { FieldSpec, RefMade } from '@outpost/ui/fields/field-spec';
import { useCallback, useMemo } from 'react';
import type { RefNames } from '../../bridge/contract.ts';
import { useBridge } from '../window/app-ports.tsx';
import { useOpenRecord } from '../window/use-open-record.ts';
import { ask } from '../queries/ask.ts';
import { refusalText, useActs } from '../queries/use-acts.ts';
import { useLive, usePrincipal, useSignedIn } from '../session/session-context.tsx';
import { addedLabel } from './act-words.ts';
import { firstValues, oneOf } from './entity-shape.ts';
import { type SpecSources, fieldSpecOf, fixedReason } from './field-spec-of.ts';
import { findByTitle } from './find-by-title.ts';
import { findRecords } from './find-records.ts';
import { mayCreate, mayRead } from './may.ts';
import { useCatalogue } from './use-entity.ts';
import { useKindsNotWhole } from './use-kinds-not-kept.ts';

/**
 * Whether a record of this kind can be created from only its name, like the editor of a reference does. The kind has no
 * other required field, belongs to no other record, and is not governed.
 */
function hasNameOnly({ audience, governed, isRetired, parent, title, fields, stages }: Entity): boolean {
  const name = fields[title];
  return (
    audience === 'scoped' &&
    !governed &&
    isRetired !== true &&
    parent === undefined &&
    name?.type === 'text' &&
    fixedReason(name, true) === undefined &&
    Object.entries(fields).every(([other, { required }]) => !required || other === title || other === stages)
  );
}

/** Returns the function that creates a record of a kind by its name, owned by this person. It reports the act with undo. */
function useCreateByName(): (entity: Entity, name: string) => Promise<RefMade> {
  const bridge = useBridge();
  const { saidDone } = useActs();
  const { person } = useSignedIn();
  return useCallback(
    async (entity, name) => {
      const fields = { ...firstValues(entity), [entity.title]: name };
      const label = addedLabel(entity, name);
      const edits = [{ entity: entity.name, create: { fields, ownerId: person.id } }];
      const answer = await bridge.call('acts.perform', { label, edits });
      if (!answer.ok) return { problem: refusalText(answer) };
      saidDone(label, answer.value.act);
      return { value: answer.value.ids[0] ?? '' };
    },
    [bridge, saidDone, person],
  );
}

/** Returns the sources for this screen's editors and cells; `refs` are the names that came with the rows. */
export function useSpecSources(refs: RefNames): SpecSources {
  const bridge = useBridge();
  const session = useSignedIn();
  const open = useOpenRecord();
  const { currency, person } = session;
  const { catalogue, past } = useLive('kinds');
  const principal = usePrincipal();
  const createByName = useCreateByName();
  const notWhole = useKindsNotWhole();
  return useMemo(
    () => ({
      ownField: (entity, name) => past.entities.get(entity)?.fields[name],
      search: (entities, text, signal) => findRecords({ bridge, catalogue }, { entities, text, signal }),
      findByTitle: (entities, titles) =>
        findByTitle({ list: (query) => ask(bridge, 'records.list', query), catalogue, notWhole }, entities, titles),
      nameOf: (id) => {
        const named = refs[id];
        if (named) return named.life === 'alive' ? named.title : `${named.title} (deleted)`;
        return id === person.id ? person.name : undefined;
      },
      isNotKept: (entity) => notWhole.includes(entity),
      onOpen: open,
      createIn: (name) => {
        const entity = catalogue.entities.get(name);
        return entity && hasNameOnly(entity) && mayCreate(principal, entity)
          ? { one: oneOf(entity), make: (title) => createByName(entity, title) }
          : undefined;
      },
      currency,
      me: person.id,
    }),
    [bridge, refs, open, currency, person, catalogue, past, principal, createByName, notWhole],
  );
}

/** Returns the specs of all of an entity's columns, by name. */
export function useFieldSpecs(entity: Entity, refs: RefNames): ReadonlyMap<string, FieldSpec> {
  const sources = useSpecSources(refs);
  return useMemo(() => {
    const own = Object.keys(entity.fields).filter((name) => !isHiddenField(entity, name));
    const names = [...own, 'ownerId', 'teamId', 'createdAt', 'updatedAt'];
    return new Map(
      names.flatMap((name) => {
        const spec = fieldSpecOf(entity, name, sources);
        return spec ? [[name, spec] as const] : [];
      }),
    );
  }, [entity, sources]);
}

/**
 * Returns the fields of the records to which a kind refers (`referredFields`). Kinds that the person may not read are left out.
 */
export function useReferredFields(entity: Entity): readonly ReferredField[] {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  return useMemo(
    () => referredFields(catalogue, entity).filter(({ target }) => mayRead(principal, target)),
    [entity, catalogue, principal],
  );
}

/** Returns the specs of referred fields, by their paths: `account.sector`, named "Account: Sector". */
export function useReferredSpecs(fields: readonly ReferredField[], refs: RefNames): readonly FieldSpec[] {
  const sources = useSpecSources(refs);
  return useMemo(
    () =>
      fields.flatMap(({ path, label, reference, target, name }) => {
        const spec = fieldSpecOf(target, name, sources);
        return spec ? [{ ...spec, id: path, label, heading: reference.label }] : [];
      }),
    [fields, sources],
  );
}
