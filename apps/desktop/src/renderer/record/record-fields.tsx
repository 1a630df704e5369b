import { actionsOf } from '@outpost/domain/kernel/access';
import { formOf } from '@outpost/domain/kernel/describe-entity';
import type { Entity } from '@outpost/domain/kernel/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { isEmptyValue } from '@outpost/domain/kernel/field-types';
import { titleOf } from '@outpost/domain/kernel/record-rules';
import { Button } from '@outpost/ui/button';
import { FieldList } from '@outpost/ui/field-list';
import type { FieldRowProps } from '@outpost/ui/field-row';
import type { FieldSpec } from '@outpost/ui/field-spec';
import { useFormats } from '@outpost/ui/formats-context';
import { PanelLine, PanelSection } from '@outpost/ui/panel-section';
import { useState } from 'react';
import type { CallOutput } from '../../bridge/contract.ts';
import { useActs } from '../queries/use-acts.ts';
import { changedLabel, waitingWords } from '../records/act-words.ts';
import { fieldNamed, fixedReason } from '../records/field-spec-of.ts';
import { shownValue } from '../records/shown-value.ts';
import { ownFieldNames } from '../records/tenant-kinds.ts';
import { useReplacedMarks } from '../sync/replaced-marks.ts';
import { useFieldDrafts } from './use-field-drafts.ts';
import classes from './record.module.css';

type Props = {
  readonly entity: Entity;
  readonly answer: CallOutput<'records.get'>;
  readonly specs: ReadonlyMap<string, FieldSpec>;
  readonly onShare: () => void;
};

const goneReason = (life: string): string =>
  life === 'deleted'
    ? 'This record is deleted. Restore it first.'
    : 'This record was merged into another, which can be changed in its place.';

/** A record's fields, changed where they stand; what the person may not change says why. Then who holds and sees it. */
export function RecordFields({ entity, answer, specs, onShare }: Props) {
  const { record, refs, may, waiting } = answer;
  const { perform } = useActs();
  const formats = useFormats();
  const marks = useReplacedMarks(refs);
  const title = titleOf(entity, record);
  const [isAll, setAll] = useState(false);
  const [drafts, keepDrafts] = useFieldDrafts(record.id);
  const waitingLabel = waiting.at(-1)?.label;

  const change = (name: string, value: JsonValue) => {
    void perform({
      label: changedLabel(entity, title, [name]),
      edits: [{ entity: entity.name, id: record.id, fields: { [name]: value } }],
    });
  };
  const rowOf = (name: string): readonly FieldRowProps[] => {
    const spec = specs.get(name);
    const field = fieldNamed(entity, name);
    if (!spec || !field) return [];
    const [action = 'update'] = actionsOf(entity, { [name]: null });
    const right = may[action === 'assign' || action === 'administer' ? action : 'update'];
    const reason =
      record.life !== 'alive'
        ? goneReason(record.life)
        : (fixedReason(field, false) ?? (right.allowed ? undefined : right.why));
    const replaced = record.replaced.includes(name) ? marks.at(record.id, name) : undefined;
    const isWaiting = waitingLabel !== undefined && waitingLabel.includes(field.label);
    return [
      {
        spec: reason === undefined ? spec : { ...spec, readOnlyReason: reason },
        value: shownValue(record, name),
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
    ];
  };
  const names = formOf(entity).map(({ name }) => name);
  const formulas = Object.keys(entity.fields).filter(
    (name) => !names.includes(name) && record.fields[name] !== undefined,
  );
  const own = ownFieldNames(entity);
  const isShown = (name: string) =>
    name === entity.title ||
    entity.listed.includes(name) ||
    own.includes(name) ||
    entity.fields[name]?.required === true ||
    !isEmptyValue(record.fields[name] ?? null) ||
    drafts[name] !== undefined;
  const all = [...names, ...formulas].filter((name) => entity.fields[name]?.type !== 'json');
  const shown = isAll ? all : all.filter(isShown);
  const sharedWith = record.sharedWith.map((id) => refs[id]?.title ?? 'Someone not shared with you');
  return (
    <>
      <div>
        <FieldList fields={shown.flatMap(rowOf)} hasKey={may.update.allowed && record.life === 'alive'} />
        {all.length > shown.length ? (
          <button type="button" className={classes.more} onClick={() => setAll(true)}>
            {formats.plural(all.length - shown.length, 'empty field', 'empty fields')}
          </button>
        ) : null}
      </div>
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
              }
            >
              <PanelLine>
                {sharedWith.length === 0 ? (
                  <span className={classes.faint}>Nobody beside owner and team</span>
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
