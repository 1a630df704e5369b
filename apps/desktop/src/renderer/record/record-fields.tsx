import { actionsOf } from '@outpost/domain/kernel/access/access';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import { isWritable } from '@outpost/domain/kernel/entities/fields';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { isOverdue } from '@outpost/domain/kernel/catalogue/overdue';
import type { PageSection } from '@outpost/domain/kernel/catalogue/views';
import { Button } from '@outpost/ui/parts/button';
import { FieldList } from '@outpost/ui/fields/field-list';
import type { FieldRowProps } from '@outpost/ui/fields/field-row';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import { OverdueText } from '@outpost/ui/parts/overdue-text';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { PanelLine, PanelSection } from '@outpost/ui/parts/panel-section';
import { useState } from 'react';
import type { CallOutput } from '../../bridge/contract.ts';
import { useRepeatedChange } from '../repeats/repeated-changes.tsx';
import { type FieldDrafts, useFieldDrafts } from '../queries/use-field-drafts.ts';
import { changedLabel, waitingWords } from '../records/act-words.ts';
import { fieldNamed, fixedReason } from '../records/field-spec-of.ts';
import { useConvertInstead } from '../records/open-conversion.ts';
import { categoryByStage, figureSpecs, figureValue } from '../records/stages/stage-figures.ts';
import { specInPipeline } from '../records/stages/stage-options.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { shownValue } from '../records/values/shown-value.ts';
import { useReplacedMarks } from '../sync/replaced-marks.ts';
import { endFor, useShareEnds } from './sharing/use-share-ends.ts';
import classes from './record.module.css';

type Props = {
  readonly entity: Entity;
  readonly answer: CallOutput<'records.get'>;
  readonly specs: ReadonlyMap<string, FieldSpec>;
  readonly sections: readonly PageSection[];
};

const noDrafts: FieldDrafts = {};

const goneReason = (life: string): string =>
  life === 'deleted'
    ? 'This record is deleted. Restore it first.'
    : 'This record was merged into another one. Change that one instead.';

/** Makes the row of a field, which is edited in place. A read-only field shows the reason. */
function useFieldRows({ entity, answer, specs }: Omit<Props, 'sections'>) {
  const { record, refs, may, waiting } = answer;
  const changeRecord = useRepeatedChange();
  const convertInstead = useConvertInstead();
  const marks = useReplacedMarks(refs);
  const title = titleOf(entity, record);
  const formats = useFormats();
  const category = useCatalogue().views.get(entity.name)?.forecast?.category;
  const at = new Date(useNowMs()).toISOString();
  const isLate = isOverdue(entity, record, { at, today: formats.dayOf(at) });
  const [drafts = noDrafts, keepDrafts] = useFieldDrafts(record.id);
  const waitingLabel = waiting.at(-1)?.label;

  const change = (name: string, value: JsonValue) => {
    if (convertInstead(record, { [name]: value })) return;
    changeRecord({ entity, id: record.id, fields: { [name]: value }, label: changedLabel(entity, title, [name]) });
  };
  const figureRows = figureSpecs(entity, formats.currency).flatMap(
    ({ readOnlyReason: _reason, ...spec }): FieldRowProps[] => {
      const value = figureValue(entity, record, spec.id);
      if (value === null) return [];
      return [{ spec, value, ...(spec.kind === 'percent' ? { shown: `${fieldText(spec, value, formats)}, from the stage` } : {}) }]; // prettier-ignore
    },
  );
  const rowOf = (name: string): readonly FieldRowProps[] => {
    const declared = specs.get(name);
    const field = fieldNamed(entity, name);
    if (!declared || !field) return [];
    const spec = specInPipeline(entity, declared, record.fields);
    const [action = 'update'] = actionsOf(entity, { [name]: null });
    const right = may[action === 'assign' || action === 'administer' ? action : 'update'];
    const reason =
      record.life !== 'alive'
        ? goneReason(record.life)
        : (fixedReason(field, false) ?? (right.allowed ? undefined : right.why));
    const replaced = record.replaced.includes(name) ? marks.at(record.id, name) : undefined;
    const isWaiting = waitingLabel !== undefined && waitingLabel.includes(field.label);
    const ofStage = name === category ? categoryByStage(entity, { category, record }) : undefined;
    return [
      {
        spec: reason === undefined ? spec : { ...spec, readOnlyReason: reason },
        value: shownValue(record, name),
        ...(isLate && name === entity.dueBy
          ? { shown: <OverdueText text={fieldText(spec, shownValue(record, name), formats)} /> }
          : ofStage === undefined
            ? {}
            : { shown: `${ofStage}, from the stage` }),
        ...(reason === undefined
          ? {
              onChange: (value: JsonValue) => change(name, value),
              draft: drafts[name],
              onDraft: (text: string | undefined) => keepDrafts(name, text),
            }
          : {}),
        ...(replaced || isWaiting
          ? {
              mark: {
                ...(replaced ? { replaced } : {}),
                ...(isWaiting ? { waiting: waitingWords(waitingLabel, title) } : {}),
              },
            }
          : {}),
      },
      ...(name === entity.worth ? figureRows : []),
    ];
  };
  return { rowOf, drafts };
}

/** A record's fields, section by section. Empty fields that lists do not show are hidden behind one button. */
export function RecordFields({ entity, answer, specs, sections }: Props) {
  const { record, may } = answer;
  const formats = useFormats();
  const category = useCatalogue().views.get(entity.name)?.forecast?.category;
  const { rowOf, drafts } = useFieldRows({ entity, answer, specs });
  const [isAll, setAll] = useState(false);
  const isShown = (name: string) => {
    const field = entity.fields[name];
    return (
      name === entity.title ||
      entity.listed.includes(name) ||
      (field && isWritable(field) && (field.isOwn === true || field.required)) ||
      !isEmptyValue(record.fields[name] ?? null) ||
      (name === category && categoryByStage(entity, { category, record }) !== undefined) ||
      drafts[name] !== undefined
    );
  };
  // A person cannot fill in a value that is computed or that the server writes. Such a field is hidden while it is empty.
  const isOffered = (name: string) => isShown(name) || (entity.fields[name] && isWritable(entity.fields[name]));
  const offered = sections.map(({ title, fields }) => ({ title, fields: fields.filter(isOffered) }));
  const shown = isAll ? offered : offered.map(({ title, fields }) => ({ title, fields: fields.filter(isShown) }));
  const countOf = (parts: typeof shown) => parts.reduce((sum, { fields }) => sum + fields.length, 0);
  const hidden = countOf(offered) - countOf(shown);
  return (
    <>
      {shown.map(({ title, fields }, place) =>
        fields.length === 0 ? null : (
          <FieldList
            key={title}
            title={title}
            fields={fields.flatMap(rowOf)}
            hasKey={place === 0 && may.update.allowed && record.life === 'alive'}
          />
        ),
      )}
      {hidden > 0 ? (
        <button type="button" className={classes.more} data-screen-only onClick={() => setAll(true)}>
          {formats.plural(hidden, 'empty field', 'empty fields')}
        </button>
      ) : null}
    </>
  );
}

/** The owner of a record, and the people who see it. */
export function RecordPeople({
  entity,
  answer,
  specs,
  onShare,
}: Omit<Props, 'sections'> & { readonly onShare: () => void }) {
  const { record, refs, may } = answer;
  const formats = useFormats();
  const { rowOf } = useFieldRows({ entity, answer, specs });
  const ends = useShareEnds(entity, record, { isOff: record.sharedWith.length === 0 });
  const sharedWith = record.sharedWith.map((id) => {
    const name = refs[id]?.title ?? 'Someone not shared with you';
    const endsAt = endFor(ends, id);
    return endsAt === undefined ? name : `${name} (until ${formats.date(formats.dayOf(endsAt))})`;
  });
  return (
    <>
      {entity.audience === 'tenant' ? null : (
        <>
          <FieldList
            title="People"
            hasKey={false}
            fields={['ownerId', ...(entity.parent === undefined ? ['teamId'] : [])].flatMap(rowOf)}
          />
          {entity.parent === undefined ? (
            <PanelSection
              title="Shared with"
              trailing={
                <span data-screen-only>
                  <Button
                    size="sm"
                    variant="quiet"
                    icon="user-plus"
                    onClick={onShare}
                    {...(record.life !== 'alive'
                      ? { disabledReason: goneReason(record.life) }
                      : may.assign.allowed
                        ? {}
                        : { disabledReason: may.assign.why })}
                  >
                    Share
                  </Button>
                </span>
              }
            >
              <PanelLine>
                {sharedWith.length === 0 ? (
                  <span className={classes.faint}>Nobody except the owner and the team</span>
                ) : (
                  formats.list(sharedWith)
                )}
              </PanelLine>
            </PanelSection>
          ) : null}
        </>
      )}
    </>
  );
}
