import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { PageSection } from '@outpost/domain/kernel/catalogue/views';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { useState } from 'react';
import type { CallOutput } from '../../bridge/contract.ts';
import { FilesSection } from '../files/files-section.tsx';
import { RecordFields, RecordPeople } from './record-fields.tsx';
import { RelatedRecords } from './related-records.tsx';
import { SealedFields } from './sealed-fields.tsx';
import classes from './record.module.css';

type Props = {
  readonly entity: Entity;
  readonly answer: CallOutput<'records.get'>;
  readonly specs: ReadonlyMap<string, FieldSpec>;
  readonly sections: readonly PageSection[];
  readonly onShare: () => void;
};

const firstTab = 'Overview';

/**
 * The details of a record: its sections of fields, its people and its related lists, in tabs if the layout declares
 * tabs.
 */
export function RecordDetails({ entity, answer, specs, sections, onShare }: Props) {
  const [tab, setTab] = useState(firstTab);
  const tabOf = (section: PageSection) => section.tab ?? firstTab;
  const tabs = [...new Set([firstTab, ...sections.map(tabOf)])];
  const isFirst = tab === firstTab;
  return (
    <div className={classes.details}>
      {tabs.length === 1 ? null : (
        <div className={classes.tabs} role="group" aria-label="Parts of this page">
          {tabs.map((name) => (
            <button key={name} type="button" aria-pressed={name === tab} onClick={() => setTab(name)}>
              {name}
            </button>
          ))}
        </div>
      )}
      <RecordFields
        key={tab}
        entity={entity}
        answer={answer}
        specs={specs}
        sections={sections.filter((section) => tabOf(section) === tab)}
      />
      {isFirst ? <SealedFields id={answer.record.id} /> : null}
      {isFirst ? <FilesSection entity={entity} record={answer.record} /> : null}
      {isFirst ? <RelatedRecords entity={entity} record={answer.record} /> : null}
      {isFirst ? <RecordPeople entity={entity} answer={answer} specs={specs} onShare={onShare} /> : null}
    </div>
  );
}
