import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { FieldFault } from '@outpost/domain/kernel/webhooks-in/map-payload';
import classes from './webhooks-in.module.css';

type Props = { readonly faults: readonly FieldFault[]; readonly entity: Entity | undefined };

/** Why a delivery was not applied, with the field of each reason. */
export const FaultList = ({ faults, entity }: Props) =>
  faults.length === 0 ? null : (
    <ul className={classes.faults}>
      {faults.map(({ field, message }) => (
        <li key={`${field} ${message}`}>
          {field === '' ? '' : <b>{entity?.fields[field]?.label ?? field}: </b>}
          {message}
        </li>
      ))}
    </ul>
  );
