import { SegmentedControl } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { plainMarkdown } from '@outpost/domain/kernel/markdown/plain-markdown';
import { mailHtml } from '@outpost/domain/kernel/templates/mail-html';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { useMemo, useState } from 'react';
import { useRecord, useRecordList } from '../../../queries/record-queries.ts';
import { useSpecSources } from '../../../records/use-field-specs.ts';
import { useRefNames } from '../../../records/use-ref-names.ts';
import { fillLetter, type Letter } from './fill-letter.ts';
import { MailFrame } from './mail-frame.tsx';
import { NotFilled } from './not-filled.tsx';
import { valuesByName } from './offered-values.ts';
import { useOfferedValues } from './use-offered-values.ts';
import classes from './templates.module.css';

/** The widths of a reader's window, in pixels. */
const widths = { phone: 360, wide: 600 } as const;
const shapes = [
  { value: 'phone', label: 'Phone' },
  { value: 'wide', label: 'Wide' },
  { value: 'plain', label: 'Plain text' },
] as const;
type Shape = (typeof shapes)[number]['value'];

type Props = { readonly entity: Entity; readonly letter: Letter; readonly frame: string };

/** A template filled in with a real record: as a mail on a phone or in a wide window, or as plain text. */
export function TemplatePreview({ entity, letter, frame }: Props) {
  const [sample, setSample] = useState<string>();
  const [shape, setShape] = useState<Shape>('phone');
  const newest = useRecordList({ entity: entity.name, sort: [{ field: 'updatedAt', direction: 'desc' }], limit: 1 }).data?.rows[0]?.id; // prettier-ignore
  const id = sample ?? newest;
  const record = useRecord(id).data?.record;
  const offered = useOfferedValues(entity, record);
  const sources = useSpecSources(useRefNames(id ?? null));
  const spec = useMemo(
    (): FieldSpec => ({
      id: 'sample',
      label: 'Filled in with',
      kind: 'ref',
      isPerson: false,
      me: sources.me,
      nameOf: sources.nameOf,
      search: async (words, signal) => sources.search([entity.name], words, signal),
    }),
    [sources, entity],
  );
  const filled = useMemo(() => fillLetter(letter, valuesByName(offered)), [letter, offered]);
  return (
    <section className={classes.preview} aria-label="Preview">
      <div className={classes.choicesOfPreview}>
        <FieldEditor
          spec={spec}
          value={id ?? null}
          onChange={(value) => setSample(typeof value === 'string' ? value : undefined)}
        />
        <SegmentedControl
          aria-label="Shown as"
          size="xs"
          data={shapes.map(({ value, label }) => ({ value, label }))}
          value={shape}
          onChange={(value) => setShape(shapes.find((one) => one.value === value)?.value ?? 'phone')}
        />
      </div>
      {record === undefined ? (
        <p className={classes.quiet}>There is no {entity.label.one.toLowerCase()} on this device to show it with.</p>
      ) : filled.ok ? (
        <>
          <h3 className={classes.subject} dir="auto">
            {filled.subject}
          </h3>
          {shape === 'plain' ? (
            <pre className={classes.plain} dir="auto">
              {plainMarkdown(filled.words, { links: true })}
            </pre>
          ) : (
            <MailFrame html={mailHtml(frame, filled.words)} width={widths[shape]} />
          )}
        </>
      ) : (
        <NotFilled
          filled={filled}
          offered={offered}
          hint={
            <>
              A template can say what stands there instead:{' '}
              <code>{`{{ ${filled.gaps[0] ?? ''} | default: 'soon' }}`}</code>
            </>
          }
        >
          These values are empty on this record. An e-mail would not be written before they are filled in.
        </NotFilled>
      )}
    </section>
  );
}
