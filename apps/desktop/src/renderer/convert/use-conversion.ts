import type { Conversion, ConversionPart } from '@outpost/domain/kernel/catalogue/conversion';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { refValue } from '@outpost/domain/kernel/entities/fields';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { surenessOf } from '@outpost/domain/kernel/duplicates/compare-records';
import { useMemo, useState } from 'react';
import type { CallOutput } from '../../bridge/contract.ts';
import type { NearRecord } from '../../bridge/calls/duplicate-calls.ts';
import { useNearLists } from '../duplicates/near-records.tsx';
import { useRecordLists, useRecordAnswers } from '../queries/record-queries.ts';
import { useActs } from '../queries/use-acts.ts';
import { mayCreate, mayGive, refusalOf } from '../records/may.ts';
import { withStageOfPipeline } from '../records/stages/stage-options.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { usePrincipal, useSignedIn } from '../session/session-context.tsx';
import { useAppPorts } from '../window/app-ports.tsx';
import {
  carrierOf,
  conversionRequest,
  mostMoving,
  type Moving,
  movingKinds,
  type PartChoice,
  type PartChoices,
  proposedFields,
} from './conversion-act.ts';

/** A person's choice for a part: a new record, none, or an existing record by its id. */
export type Pick = 'new' | 'none' | { readonly id: string };

/** A conversion that a person prepares. */
export type PreparedConversion = {
  readonly picks: Readonly<Record<string, Pick>>;
  readonly pick: (part: string, pick: Pick) => void;
  /** The values of new parts, by part. */
  readonly values: (part: ConversionPart) => Readonly<Record<string, JsonValue>>;
  readonly change: (part: ConversionPart, field: string, value: JsonValue) => void;
  readonly choices: PartChoices;
  readonly mayMake: (part: ConversionPart) => boolean;
  /** Whether the person chooses the owner of a new part: `ownerId` of its values. */
  readonly asksOwner: (part: ConversionPart) => boolean;
  /** The existing records that look alike, by part. */
  readonly near: (part: ConversionPart) => readonly NearRecord[];
  readonly carrier: ConversionPart | undefined;
  readonly moving: readonly Moving[];
  /** Records that stay, because this person may not change them. */
  readonly staying: number;
  /** Whether this person can undo it: not after a record was given to an owner from whom they may not take it back. */
  readonly isUndoable: boolean;
  readonly refusal: string | undefined;
  /** Makes the act. Returns the record to show, or undefined if it was refused; a refusal is shown. */
  readonly convert: () => Promise<string | undefined>;
};

/** Returns the conversion of a record that a person prepares. */
export function useConversion(conversion: Conversion, { record, may }: CallOutput<'records.get'>): PreparedConversion {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const { person } = useSignedIn();
  const { newId } = useAppPorts();
  const { perform, performGroup } = useActs();
  const proposed = useMemo(
    () => new Map(conversion.parts.map((part) => [part.name, proposedFields(part, record)])),
    [conversion, record],
  );
  const mayMake = (part: ConversionPart) => mayCreate(principal, entityOf(catalogue, part.entity));
  const [picked, setPicked] = useState<Readonly<Record<string, Pick>>>({});
  const [changes, setChanges] = useState<Readonly<Record<string, Readonly<Record<string, JsonValue>>>>>({});
  const asksOwner = (part: ConversionPart) => part.asksOwner && mayGive(principal, entityOf(catalogue, part.entity));
  const values = (part: ConversionPart) =>
    withStageOfPipeline(entityOf(catalogue, part.entity), {
      ...(asksOwner(part) ? { ownerId: person.id } : {}),
      ...proposed.get(part.name),
      ...changes[part.name],
    });
  const near = useNearLists(
    conversion.parts.map((part) => ({ entity: entityOf(catalogue, part.entity), fields: values(part) })),
  );
  /**
   * Proposes an existing record that is likely the same. Otherwise it proposes a new one, if the record has a title for
   * it.
   */
  const firstPick = (part: ConversionPart, alike: readonly NearRecord[] = []): Pick => {
    const [best] = alike;
    if (best && surenessOf(best.percent) !== 'possible') return { id: best.id };
    const title = proposed.get(part.name)?.[entityOf(catalogue, part.entity).title];
    return mayMake(part) && !isEmptyValue(title) ? 'new' : 'none';
  };
  const picks: Readonly<Record<string, Pick>> = Object.fromEntries(
    conversion.parts.map((part, place) => [part.name, picked[part.name] ?? firstPick(part, near[place])] as const),
  );
  const existing = conversion.parts.flatMap(({ name }) => {
    const pick = picks[name];
    return typeof pick === 'object' ? [{ name, id: pick.id }] : [];
  });
  const answers = useRecordAnswers(existing.map(({ id }) => id));
  const choices: PartChoices = Object.fromEntries(
    conversion.parts.map((part): readonly [string, PartChoice] => {
      const pick = picks[part.name];
      if (typeof pick !== 'object') {
        const { ownerId, ...written } = values(part);
        const fields = Object.fromEntries(Object.entries(written).filter(([, value]) => !isEmptyValue(value)));
        const owner = typeof ownerId === 'string' && ownerId !== '' ? { ownerId } : {};
        return [part.name, pick === 'new' ? { is: 'new', fields, ...owner } : { is: 'none' }];
      }
      const answer = answers[existing.findIndex(({ name }) => name === part.name)];
      return [
        part.name,
        typeof answer === 'object'
          ? { is: 'existing', record: answer.record, mayUpdate: answer.may.update.allowed }
          : { is: 'none' }, // read in a moment; until then the button waits
      ];
    }),
  );
  const isReading = existing.length !== answers.filter((answer) => typeof answer === 'object').length;
  // Without this wait, a quick press of the keys makes a new record in addition to the one that looks alike.
  const isLooking = conversion.parts.some(({ name }, place) => picked[name] === undefined && near[place] === undefined);
  const carrier = carrierOf(conversion, choices);
  const kinds = useMemo(
    () => (carrier === undefined ? [] : movingKinds(catalogue, conversion.on, carrier.entity)),
    [catalogue, conversion, carrier],
  );
  const belonging = useRecordLists(
    kinds.map(({ entity, by, field }) => ({
      entity: entity.name,
      where: { field: by, op: 'is', value: refValue(field, record.entity, record.id) },
      limit: mostMoving + 1,
    })),
  );
  const found = belonging.flatMap((list, place) => (list?.rows ?? []).map((row) => ({ row, kind: kinds[place] })));
  const moving = found.flatMap(({ row, kind }): Moving[] =>
    kind && refusalOf(principal, 'update', kind.entity, { record: row, nameOf: () => undefined }) === undefined
      ? [{ record: row, by: kind.by, field: kind.field }]
      : [],
  );
  const missing = conversion.parts.flatMap((part) => {
    const choice = choices[part.name];
    const entity = entityOf(catalogue, part.entity);
    if (choice?.is !== 'new') return [];
    return Object.entries(entity.fields).flatMap(([name, field]) =>
      field.required && isEmptyValue(choice.fields[name]) && !(name in part.links)
        ? [`${field.label} of the ${(part.label ?? entity.label.one).toLowerCase()}`]
        : [],
    );
  });
  /** The parts that a record can become; a next step alone is none of them. */
  const becomes = new Set([...conversion.carries, ...Object.values(conversion.names)]);
  const refusal = !may.update.allowed
    ? may.update.why
    : [...becomes].every((name) => picks[name] === 'none')
      ? 'Choose at least one record to create from it.'
      : missing.length > 0
        ? `Fill in: ${missing.join(', ')}.`
        : isReading || isLooking || belonging.includes(undefined)
          ? 'The related records are being read.'
          : moving.length > mostMoving || belonging.some((list) => list && list.rows.length > mostMoving)
            ? `More than ${mostMoving} records belong to it. Move or delete some first.`
            : undefined;
  return {
    picks,
    pick: (part, pick) => setPicked((now) => ({ ...now, [part]: pick })),
    values,
    change: (part, field, value) => {
      setChanges((now) => ({ ...now, [part.name]: { ...now[part.name], [field]: value } }));
      setPicked((now) => ({ [part.name]: 'new', ...now })); // records similar to the changed values are shown, not chosen
    },
    choices,
    mayMake,
    asksOwner,
    near: (part) => near[conversion.parts.indexOf(part)] ?? [],
    carrier,
    moving,
    staying: found.length - moving.length,
    isUndoable: conversion.parts.every((part) => {
      const choice = choices[part.name];
      const owner = choice?.is === 'new' ? choice.ownerId : undefined;
      return owner === undefined || mayGive(principal, entityOf(catalogue, part.entity), owner);
    }),
    refusal,
    convert: async () => {
      const { request, gives, opened } = conversionRequest(catalogue, {
        conversion,
        record,
        choices,
        moving,
        ownerId: person.id,
        newId,
      });
      const isMade = gives
        ? await performGroup([request, gives], request.label)
        : (await perform(request)) !== undefined;
      return isMade ? opened : undefined;
    },
  };
}
