import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { LoadBoundary } from '@outpost/ui/loading/loadable';
import { type ReactNode, useState } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useRecordTabs } from '../slots/use-slots.tsx';
import classes from './record.module.css';

/** The timeline of a record, and the tabs that packs put beside it. Without such tabs the timeline stands alone. */
export function RecordTabs({
  entity,
  record,
  children,
}: {
  readonly entity: Entity;
  readonly record: ShownRecord;
  readonly children: ReactNode;
}) {
  const tabs = useRecordTabs(entity);
  const [chosen, setChosen] = useState<string>();
  if (tabs.length === 0) return children;
  const shown = tabs.find(({ label }) => label === chosen);
  return (
    <>
      <div className={classes.besideTabs} role="group" aria-label="Timeline and more">
        {[undefined, ...tabs.map(({ label }) => label)].map((label) => (
          <button
            key={label ?? ''}
            type="button"
            aria-pressed={label === shown?.label}
            onClick={() => setChosen(label)}
          >
            {label ?? 'Timeline'}
          </button>
        ))}
      </div>
      {shown ? (
        <LoadBoundary>
          <shown.Part entity={entity} record={record} />
        </LoadBoundary>
      ) : (
        children
      )}
    </>
  );
}
