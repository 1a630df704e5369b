import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import type { ReactNode } from 'react';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { installedEntity } from '../../../records/entity-shape.ts';
import { useFieldSpecs } from '../../../records/use-field-specs.ts';
import { shownValue, textIn } from '../../../records/values/shown-value.ts';
import { useOpenRecord } from '../../../window/use-open-record.ts';
import classes from './consent.module.css';

const kind: Entity = installedEntity('crm/consent');
const noRefs = {};
const facts = ['source', 'givenAt', 'address', 'basis', 'confirmedAt', 'endsOn', 'proof'] as const;

/** The record behind a cell of the matrix: the words that the person was shown, how and when they answered, and what became of it. */
export function ConsentDetails({
  title,
  records,
  children,
}: {
  readonly title: string;
  /** The declarations about the channel and purpose, the newest first. */
  readonly records: readonly ShownRecord[];
  /** The buttons. */
  readonly children: ReactNode;
}) {
  const [record] = records;
  const formats = useFormats();
  const specs = useFieldSpecs(kind, noRefs);
  const open = useOpenRecord();
  const textOf = (spec: FieldSpec, of: ShownRecord): string => fieldText(spec, shownValue(of, spec.id), formats);
  const wording = textIn(record?.fields['wording']);
  const version = textIn(record?.fields['wordingVersion']);
  return (
    <section className={classes.details} aria-label={title}>
      <h3>{title}</h3>
      {record === undefined ? <p className={classes.faint}>Nothing is recorded here.</p> : null}
      {wording === '' ? null : (
        <figure className={classes.wording}>
          <figcaption>
            {version === '' ? 'Words that the person was shown' : `Words that the person was shown, ${version}`}
          </figcaption>
          <blockquote dir="auto">{wording}</blockquote>
        </figure>
      )}
      {record === undefined ? null : (
        <dl className={classes.facts}>
          {facts.flatMap((name) => {
            const spec = specs.get(name);
            const text = spec ? textOf(spec, record) : '';
            return spec && text !== '' ? [<Fact key={name} label={spec.label} text={text} />] : [];
          })}
          {record.fields['mustBeConfirmed'] === true && textIn(record.fields['confirmedAt']) === '' ? (
            <Fact label="Confirmed" text="Not yet. It counts once the person has confirmed it." />
          ) : null}
        </dl>
      )}
      {records.length === 0 ? null : (
        <>
          <h4>What became of it</h4>
          <ol className={classes.story}>
            {records.map((one) => (
              <li key={one.id}>
                <Icon name={one.fields['standing'] === 'given' ? 'check' : 'close'} size={14} />
                <span className={classes.faint}>{formats.date(textIn(one.fields['givenAt']).slice(0, 10))}</span>
                <button type="button" className={classes.link} onClick={() => open(one.id)} dir="auto">
                  {one.fields['standing'] === 'given' ? 'Given' : 'Refused'}: {textIn(one.fields['source'])}
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
      <div className={classes.acts}>{children}</div>
    </section>
  );
}

const Fact = ({ label, text }: { readonly label: string; readonly text: string }) => (
  <div>
    <dt>{label}</dt>
    <dd dir="auto">{text}</dd>
  </div>
);
