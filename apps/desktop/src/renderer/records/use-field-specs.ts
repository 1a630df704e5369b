import { isHiddenField } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { namesKind } from '@outpost/domain/kernel/entities/fields';
import { askedAt } from '@outpost/domain/kernel/query/query-path';
import type { FieldSpec, RefMade } from '@outpost/ui/fields/field-spec';
import { useCallback, useMemo } from 'react';
import type { RefNames } from '../../bridge/contract.ts';
import { useBridge } from '../window/app-ports.tsx';
import { useOpenRecord } from '../window/use-open-record.ts';
import { refusalText, useActs } from '../queries/use-acts.ts';
import { useLive, usePrincipal, useSignedIn } from '../session/session-context.tsx';
import { addedLabel } from './act-words.ts';
import { firstValues, oneOf } from './entity-shape.ts';
import { type SpecSources, fieldSpecOf, fixedReason } from './field-spec-of.ts';
import { findRecords } from './find-records.ts';
import { mayCreate, mayRead } from './may.ts';
import { useCatalogue } from './use-entity.ts';
import { useKindsNotKept } from './use-kinds-not-kept.ts';

/**
 * Whether a record of this kind can be created by its name alone, as a reference's editor does. The kind has no other
 * required field, belongs to no other record, and is not governed.
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
  const notKept = useKindsNotKept();
  return useMemo(
    () => ({
      ownField: (entity, name) => past.entities.get(entity)?.fields[name],
      search: (entities, text, signal) => findRecords({ bridge, catalogue }, { entities, text, signal }),
      nameOf: (id) => {
        const named = refs[id];
        if (named) return named.life === 'alive' ? named.title : `${named.title} (deleted)`;
        return id === person.id ? person.name : undefined;
      },
      isNotKept: (entity) => notKept.includes(entity),
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
    [bridge, refs, open, currency, person, catalogue, past, principal, createByName, notKept],
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
 * Returns the specs of the fields of those records to which a kind refers, by their paths: `account.sector`, named "Account: Sector".
 * Questions go one step far, and through references to one kind only (`askedAt`). Kinds that the person may not read are left out.
 */
export function useReferredSpecs(entity: Entity, refs: RefNames): readonly FieldSpec[] {
  const sources = useSpecSources(refs);
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  return useMemo(
    () =>
      Object.entries(entity.fields).flatMap(([through, field]) => {
        if (field.type !== 'ref' || field.targets.length !== 1 || namesKind(field)) return [];
        const target = catalogue.entities.get(field.targets[0] ?? '');
        if (!target || target.isRetired === true || !mayRead(principal, target)) return [];
        const names = Object.keys(target.fields).filter((name) => !isHiddenField(target, name));
        return [...names, 'ownerId'].flatMap((name) => {
          const path = `${through}.${name}`;
          const spec = askedAt(catalogue, entity, { path, where: path }).ok && fieldSpecOf(target, name, sources);
          return spec ? [{ ...spec, id: path, label: `${field.label}: ${spec.label}`, heading: field.label }] : [];
        });
      }),
    [entity, catalogue, principal, sources],
  );
}
