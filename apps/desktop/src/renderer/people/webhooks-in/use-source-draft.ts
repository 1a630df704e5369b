import { isObject, type JsonValue } from '@outpost/domain/kernel/json';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type MappedPayload, mapPayload, missingFields } from '@outpost/domain/kernel/webhooks-in/map-payload';
import { type PayloadPlace, payloadPlaces } from '@outpost/domain/kernel/webhooks-in/payload-paths';
import {
  mappableFields,
  mappableKinds,
  mappingProblem,
  type SourceMapping,
  suggestedFields,
} from '@outpost/domain/kernel/webhooks-in/source-mapping';
import { useMemo, useState } from 'react';
import type { ShownSource } from '../../../bridge/calls/source-calls.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { useSignedIn } from '../../session/session-context.tsx';

/** A sample as a person pastes it. `problem`: why it is none. */
export type Sample = {
  readonly payload: { readonly [name: string]: JsonValue } | undefined;
  readonly problem: string | undefined;
};

/** Reads a pasted sample: a JSON object. */
export function readSample(text: string): Sample {
  if (text.trim() === '') return { payload: undefined, problem: undefined };
  try {
    const read: unknown = JSON.parse(text);
    return isObject(read)
      ? { payload: read as Readonly<Record<string, JsonValue>>, problem: undefined } // JSON.parse returns JSON values
      : { payload: undefined, problem: 'It must be a JSON object, which begins with {.' };
  } catch {
    return { payload: undefined, problem: 'It is not JSON. Paste the whole body that the sender posts.' };
  }
}

/** Returns the fields with which a mapping of a kind begins: those that a new record needs. */
const neededFields = (entity: Entity): SourceMapping['fields'] =>
  Object.fromEntries(
    mappableFields(entity).flatMap(([name, field]): [string, SourceMapping['fields'][string]][] => {
      if (!field.required) return [];
      const first = field.type === 'choice' ? field.options[0]?.label : undefined;
      return [[name, first === undefined ? { from: '' } : { is: first }]];
    }),
  );

/** Returns the fields for which something is entered. */
const filledFields = ({ fields }: SourceMapping): SourceMapping['fields'] =>
  Object.fromEntries(Object.entries(fields).filter(([, one]) => ('from' in one ? one.from : one.is).trim() !== ''));

/** The draft of a source's settings, and what its sample becomes with them. */
export type SourceDraft = {
  readonly name: string;
  readonly setName: (name: string) => void;
  readonly mapping: SourceMapping;
  readonly change: (part: Partial<SourceMapping>) => void;
  readonly setKind: (name: string) => void;
  readonly kinds: readonly Entity[];
  /** Undefined: the kind is not there, or takes no webhooks. */
  readonly entity: Entity | undefined;
  readonly sample: string;
  readonly setSample: (text: string) => void;
  readonly read: Sample;
  readonly places: readonly PayloadPlace[];
  /** The value that the sample gives; undefined without a sample. */
  readonly mapped: MappedPayload | undefined;
  readonly problem: ReturnType<typeof mappingProblem>;
};

/** Keeps the draft of a source. A first sample fills the fields that its places are named like. */
export function useSourceDraft(source: ShownSource | undefined): SourceDraft {
  const catalogue = useCatalogue();
  const { currency, timeZone } = useSignedIn();
  const kinds = useMemo(
    () => mappableKinds(catalogue).toSorted((a, b) => a.label.one.localeCompare(b.label.one)),
    [catalogue],
  );
  const kindOf = (name: string) => kinds.find((one) => one.name === name);
  const first = kinds.find(({ stages, reach }) => stages !== undefined && reach !== undefined) ?? kinds[0];
  const [name, setName] = useState(source?.name ?? '');
  const [mapping, setMapping] = useState<SourceMapping>(
    source?.mapping ?? {
      entity: first?.name ?? '',
      mode: 'create',
      matchBy: null,
      isOwned: true,
      fields: first ? neededFields(first) : {},
    },
  );
  const [sample, setSampleText] = useState('');
  const read = useMemo(() => readSample(sample), [sample]);
  const places = useMemo(() => (read.payload === undefined ? [] : payloadPlaces(read.payload)), [read]);
  const entity = kindOf(mapping.entity);
  const whole = useMemo(() => ({ ...mapping, fields: filledFields(mapping) }), [mapping]);
  const mapped = useMemo((): MappedPayload | undefined => {
    if (entity === undefined || read.payload === undefined) return undefined;
    const got = mapPayload(catalogue, { mapping: whole, payload: read.payload, context: { currency, timeZone } });
    const missing = whole.mode === 'change' ? [] : missingFields(entity, got.values);
    const told = new Set(got.faults.map(({ field }) => field));
    return { ...got, faults: [...got.faults, ...missing.filter(({ field }) => !told.has(field))] };
  }, [catalogue, entity, read, whole, currency, timeZone]);
  const withSuggested = (now: SourceMapping, text: string): SourceMapping => {
    const { payload } = readSample(text);
    const kind = kindOf(now.entity);
    if (payload === undefined || kind === undefined) return now;
    const isOpen = (field: string) => {
      const one = now.fields[field];
      return one === undefined || ('from' in one && one.from === '');
    };
    const hasFilled = Object.values(now.fields).some((one) => 'from' in one && one.from !== '');
    if (hasFilled) return now;
    const suggested = Object.entries(suggestedFields(kind, payloadPlaces(payload))).filter(([field]) => isOpen(field));
    return { ...now, fields: { ...now.fields, ...Object.fromEntries(suggested) } };
  };
  return {
    name,
    setName,
    mapping,
    change: (part) => setMapping((now) => ({ ...now, ...part })),
    setKind(next) {
      const kind = kindOf(next);
      if (kind === undefined) return;
      const fresh = { ...mapping, entity: next, matchBy: null, mode: 'create' as const, fields: neededFields(kind) };
      setMapping(withSuggested(fresh, sample));
    },
    kinds,
    entity,
    sample,
    setSample(text) {
      setSampleText(text);
      setMapping((now) => withSuggested(now, text));
    },
    read,
    places,
    mapped,
    problem: mappingProblem(catalogue, whole),
  };
}

/** Returns a mapping as it is saved: without fields for which nothing is entered. */
export const savedMapping = (mapping: SourceMapping): SourceMapping => ({
  ...mapping,
  matchBy: mapping.mode === 'create' ? null : mapping.matchBy,
  fields: filledFields(mapping),
});
