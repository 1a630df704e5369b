import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { memo, useMemo } from 'react';
import type { ReportField } from '../../reports/report-field.ts';
import { useSignedIn } from '../session/session-context.tsx';
import { countHits, type CountedBy, ownersFound } from './facet-counts.ts';
import { FacetBox, type FacetOption } from './facet-box.tsx';
import { fieldFacet } from './use-open-facets.ts';
import {
  changedSpanIds,
  type FacetChoices,
  type OwnerChoice,
  type SearchAddress,
  toggled,
  toggledField,
} from './search-address.ts';
import { choiceWords, spanLabels } from './facet-words.ts';
import type { FoundRecords } from './use-found.ts';

type Props = Pick<SearchAddress, 'owner' | 'changed'> & {
  readonly kind: Entity | undefined;
  /** The chosen values of fields that the kind has. */
  readonly fields: FacetChoices | undefined;
  /** The fields of the kind that are facets. */
  readonly offered: readonly ReportField[];
  readonly isOpen: (facet: string) => boolean;
  readonly onToggle: (facet: string, isNowOpen: boolean) => void;
  /** Undefined without words: nothing is counted then. */
  readonly found: FoundRecords | undefined;
  readonly nameOfOwner: (owner: OwnerChoice) => string;
  readonly onAddress: (change: Partial<SearchAddress>) => void;
};

/** Returns the facet of kinds. Another kind has other fields, so a choice of a kind removes the chosen values of fields. */
function kindOptions({ kind, owner, changed, fields, found, onAddress }: Props, me: string): readonly FacetOption[] {
  const choose = (name: string | undefined) => onAddress({ kind: name, fields: undefined });
  const kinds = found?.kinds ?? [];
  const isMissing = kind !== undefined && !kinds.some(({ entity }) => entity === kind);
  return [
    {
      id: '',
      label: 'All kinds',
      // The chosen kind is counted with its fields, which all kinds together do not have.
      count: found && fields === undefined ? countHits(found.owners, { owner, changed, me }) : undefined,
      isChosen: kind === undefined,
      onPress: () => choose(undefined),
    },
    ...(isMissing ? [{ entity: kind, count: found ? 0 : undefined }] : []).concat(kinds).map(({ entity, count }) => ({
      id: entity.name,
      label: entity.label.many,
      count,
      isChosen: entity === kind,
      onPress: () => choose(entity === kind ? undefined : entity.name),
    })),
  ];
}

/** Returns the facet of owners: the person who searches, then the others by their hits. */
function ownerOptions({ owner, found, nameOfOwner, onAddress }: Props, by: CountedBy): readonly FacetOption[] {
  const counts = found ? ownersFound(found.owners, by) : new Map<OwnerChoice, number>();
  const others = [...new Set([...counts.keys(), ...(owner ?? [])])].filter((one) => one !== 'me');
  const sorted = others
    .map((one) => ({ one, label: nameOfOwner(one), count: counts.get(one) ?? 0 }))
    .toSorted((a, b) => b.count - a.count || a.label.localeCompare(b.label));
  return [
    {
      id: '',
      label: 'Anyone',
      count: found && countHits(found.owners, { ...by, owner: undefined }),
      isChosen: owner === undefined,
      onPress: () => onAddress({ owner: undefined }),
    },
    ...[{ one: 'me' as const, label: 'Me', count: counts.get('me') ?? 0 }, ...sorted].map(({ one, label, count }) => ({
      id: one ?? 'nobody',
      label,
      count: found && count,
      isChosen: owner?.includes(one) ?? false,
      onPress: () => onAddress({ owner: toggled(owner, one) }),
    })),
  ];
}

function changedOptions({ changed, found, onAddress }: Props, by: CountedBy): readonly FacetOption[] {
  return [undefined, ...changedSpanIds].map((span) => ({
    id: span ?? '',
    label: span === undefined ? 'At any time' : spanLabels[span],
    count: found && countHits(found.owners, { ...by, changed: span }),
    isChosen: changed === span,
    onPress: () => onAddress({ changed: changed === span ? undefined : span }),
  }));
}

/** The facets of a search: kind, owner, time of the last change, and the fields of a chosen kind. */
export const SearchFacets = memo(function SearchFacets(props: Props) {
  const { kind, owner, changed, fields, offered, isOpen, onToggle, found, onAddress } = props;
  const formats = useFormats();
  const me = useSignedIn().person.id;
  const by = useMemo(() => ({ kind: kind?.name, owner, changed, me }), [kind, owner, changed, me]);
  const general = [
    { id: 'kind', label: 'Kind', options: kindOptions(props, me) },
    { id: 'owner', label: 'Owner', options: ownerOptions(props, by) },
    { id: 'changed', label: 'Changed', options: changedOptions(props, by) },
  ];
  const ofFields = (found ? offered : []).map((field) => ({
    id: fieldFacet(kind, field.path),
    label: field.label,
    options: found?.fields[field.path]?.map(({ value, count }) => ({
      id: JSON.stringify(value),
      label: choiceWords(field, value, formats),
      count,
      isChosen: fields?.[field.path]?.includes(value) ?? false,
      onPress: () => onAddress({ fields: toggledField(fields, field.path, value) }),
    })),
  }));
  return [...general, ...ofFields].map((facet) => (
    <FacetBox
      key={facet.id}
      label={facet.label}
      options={facet.options}
      isOpen={isOpen(facet.id)}
      onToggle={(isNowOpen) => onToggle(facet.id, isNowOpen)}
    />
  ));
});
