import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { FieldList } from '@outpost/ui/fields/field-list';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { RefNames, ShownRecord } from '../../../bridge/contract.ts';
import { useFieldSpecs } from '../../records/use-field-specs.ts';
import { ServerRelated } from './server-related.tsx';
import { ServerTimeline } from './server-timeline.tsx';
import { shownValue } from '../../records/values/shown-value.ts';
import classes from './server-record.module.css';

type Props = {
  readonly entity: Entity;
  readonly record: ShownRecord;
  readonly refs: RefNames;
  /** The records that this device does not keep, as "deals" or "older deals". */
  readonly lacking: string;
  readonly back: { readonly label: string; readonly press: () => void };
  /** Asks for the history and the related records at once. Else a press asks: each record takes several questions. */
  readonly asksAll?: boolean;
};

/** a record as the server has it. It cannot be changed here, because an act needs the record on the device. */
export function ServerRecord({ entity, record, refs, lacking, back, asksAll = false }: Props) {
  const [isAsked, setAsked] = useState(asksAll);
  const specs = useFieldSpecs(entity, refs);
  const why = `Only shown: ${lacking} are not kept on this device.`;
  const fields = [...specs.values()].map((spec) => ({
    spec: { ...spec, readOnlyReason: why },
    value: shownValue(record, spec.id),
  }));
  return (
    <section aria-label={titleOf(entity, record)}>
      <div className={classes.head}>
        <h2 dir="auto">{titleOf(entity, record)}</h2>
        <Button onClick={back.press}>{back.label}</Button>
      </div>
      <p className={classes.note} role="note">
        From the server. {why}
      </p>
      <FieldList fields={fields} hasKey={false} />
      {isAsked ? (
        <>
          <ServerRelated entity={entity} record={record} />
          <ServerTimeline entity={entity} record={record} refs={refs} />
        </>
      ) : (
        <Button onClick={() => setAsked(true)}>Ask for its history and related records</Button>
      )}
    </section>
  );
}
