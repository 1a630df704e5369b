import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useMemo, useState } from 'react';
import type { CallInput, RefNames, ShownRecord } from '../../bridge/contract.ts';
import type { ReportField } from '../../reports/report-field.ts';
import { areaEntitiesOf } from '../places/areas.ts';
import { useAnswers } from '../queries/use-answers.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useSignedIn } from '../session/session-context.tsx';
import {
  countHits,
  fieldCounts,
  type FieldCount,
  ownerCounts,
  type OwnerCount,
  ownersQuestion,
} from './facet-counts.ts';
import { fieldsFilter, filterOfAddress, type SearchAddress } from './search-address.ts';

/** The found records of one kind. */
export type FoundOfKind = {
  readonly entity: Entity;
  readonly count: number;
  /** The latest changed first. */
  readonly rows: readonly ShownRecord[];
  readonly refs: RefNames;
};

/** The records that match a search, and the counts of its facets. */
export type FoundRecords = {
  /** By kind; kinds without any are left out. */
  readonly kinds: readonly FoundOfKind[];
  /** The hits of every kind by owner and by the span of the last change, whatever owner and span are chosen. */
  readonly owners: readonly OwnerCount[];
  /** The names of the owners. */
  readonly ownerNames: RefNames;
  /** The values of fields with their hits, by field. */
  readonly fields: Readonly<Record<string, readonly FieldCount[]>>;
};

/** A search: its words, and the narrowing. `counted`: the fields of the chosen kind whose values are counted. */
type Sought = Pick<SearchAddress, 'owner' | 'changed' | 'fields'> & {
  readonly text: string;
  readonly kind: Entity | undefined;
  readonly counted: readonly ReportField[];
};

/** The most records shown of each kind, and of a single chosen kind. Chosen: about one screen. */
const ofEach = 5;
const ofOne = 100;

const noNames: RefNames = {};

/** Returns the questions for the values of fields: the hits for all other facets, grouped by the field. */
const fieldQuestions = ({ text, kind, counted, ...chosen }: Sought) =>
  kind === undefined
    ? []
    : counted.map(({ path }) => {
        const where = filterOfAddress(chosen, path);
        const input: CallInput<'records.summary'> & { readonly entity: string } = {
          entity: kind.name,
          search: text,
          ...(where === undefined ? {} : { where }),
          groupBy: path,
          sums: [],
        };
        return { id: `${kind.name} ${path}`, input };
      });

/**
 * Finds the records that contain all words, in each kind with a place in the rail. It asks one question for the hits of each kind,
 * one for the records of each shown kind, and one for each counted field. `found` is undefined while the first answers are read.
 */
export function useFound(sought: Sought): { readonly found: FoundRecords | undefined; readonly error: Error | null } {
  const { text, kind, owner, changed, fields, counted } = sought;
  const catalogue = useCatalogue();
  const { person } = useSignedIn();
  const kinds = useMemo(
    () => areaEntitiesOf(catalogue).flatMap((name) => catalogue.entities.get(name) ?? []),
    [catalogue],
  );
  const isOff = text === '';
  const where = filterOfAddress({ owner, changed, fields });
  const owners = useAnswers(
    'records.report',
    kinds.map(({ name }) => ({
      id: name,
      input: ownersQuestion(name, text, name === kind?.name ? fieldsFilter(fields) : undefined),
    })),
    { isOff },
  );
  const lists = useAnswers(
    'records.list',
    (kind ? [kind] : kinds).map(({ name }) => ({
      id: name,
      input: {
        entity: name,
        search: text,
        ...(where === undefined ? {} : { where }),
        sort: [{ field: 'updatedAt', direction: 'desc' as const }],
        limit: kind ? ofOne : ofEach,
      },
    })),
    { isOff },
  );
  const groups = useAnswers('records.summary', fieldQuestions(sought), { isOff });
  const error = owners.error ?? lists.error ?? groups.error;
  const [byKind, rows, byField] = [owners.answers, lists.answers, groups.answers];
  const found = useMemo((): FoundRecords | undefined => {
    if (!byKind || !rows || !byField) return undefined;
    const byOwner = Object.entries(byKind).flatMap(([name, answer]) => ownerCounts(name, answer));
    return {
      kinds: kinds.flatMap((entity): readonly FoundOfKind[] => {
        const list = rows[entity.name];
        const count = countHits(byOwner, { kind: entity.name, owner, changed, me: person.id });
        return count === 0 ? [] : [{ entity, count, rows: list?.rows ?? [], refs: list?.refs ?? noNames }];
      }),
      owners: byOwner,
      ownerNames: Object.fromEntries(Object.values(byKind).flatMap(({ refs }) => Object.entries(refs))),
      fields: Object.fromEntries(
        counted.flatMap(({ path, field }) => {
          const summary = byField[`${kind?.name ?? ''} ${path}`];
          return summary ? [[path, fieldCounts(field, summary, fields?.[path])]] : [];
        }),
      ),
    };
  }, [kinds, kind, owner, changed, fields, counted, byKind, rows, byField, person]);
  // The earlier hits stay until all answers have arrived, so that one press draws them once.
  const [complete, setComplete] = useState(found);
  if (found !== undefined && found !== complete) setComplete(found);
  return { found: found ?? complete, error };
}
