import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { useMemo } from 'react';
import type { RefNames } from '../../bridge/contract.ts';
import { useBridge } from '../window/app-ports.tsx';
import { useOpenRecord } from '../window/use-open-record.ts';
import { useLiveState, useSignedIn } from '../session/session-context.tsx';
import { type SpecSources, fieldSpecOf } from './field-spec-of.ts';
import { findRecords } from './find-records.ts';

/** Returns the sources for this screen's editors and cells; `refs` are the names that came with the rows. */
export function useSpecSources(refs: RefNames): SpecSources {
  const bridge = useBridge();
  const session = useSignedIn();
  const open = useOpenRecord();
  const { currency, person } = session;
  const { catalogue, past } = useLiveState().kinds;
  return useMemo(
    () => ({
      ownField: (entity, name) => past.entities.get(entity)?.fields[name],
      search: (entities, text, signal) => findRecords({ bridge, catalogue }, { entities, text, signal }),
      nameOf: (id) => {
        const named = refs[id];
        if (named) return named.life === 'alive' ? named.title : `${named.title} (deleted)`;
        return id === person.id ? person.name : undefined;
      },
      onOpen: open,
      currency,
      me: person.id,
    }),
    [bridge, refs, open, currency, person, catalogue, past],
  );
}

/** Returns the specs of all of an entity's columns, by name. */
export function useFieldSpecs(entity: Entity, refs: RefNames): ReadonlyMap<string, FieldSpec> {
  const sources = useSpecSources(refs);
  return useMemo(() => {
    const names = [...Object.keys(entity.fields), 'ownerId', 'teamId', 'createdAt', 'updatedAt'];
    return new Map(
      names.flatMap((name) => {
        const spec = fieldSpecOf(entity, name, sources);
        return spec ? [[name, spec] as const] : [];
      }),
    );
  }, [entity, sources]);
}
