import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ManyRecords } from '../queries/many-records.ts';
import { useActs } from '../queries/use-acts.ts';
import { manyOf } from '../records/entity-shape.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { useRefNames } from '../records/use-ref-names.ts';
import { Dialog } from '../window/dialog.tsx';
import dialog from '../window/dialog.module.css';
import { ToldChange } from './told-change.tsx';
import { type ManyChangeInput, type ManyRun, useChangeMany, useToldChange } from './use-change-many.ts';
import { changeOfLines, type How, isChangeable, type WishedChangeLine, waysToChange } from './wished-changes.ts';
import classes from './many.module.css';

/** The records, their number, and the initial change of the dialog. */
export type ChangeManyDialogInput = {
  readonly count: number;
  /** A change that the person does not edit here: deleting, restoring. */
  readonly fixed?: { readonly change: ManyChangeInput; readonly verb: string; readonly past: string };
  readonly lines?: readonly Omit<WishedChangeLine, 'id'>[];
};

type Props = {
  readonly entity: Entity;
  readonly records: ManyRecords;
  readonly wish: ChangeManyDialogInput;
  /** Takes refused records out of the selection. */
  readonly onLeaveOut: (ids: readonly string[]) => void;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

const howLabels: Readonly<Record<How, string>> = {
  set: 'becomes',
  move: 'moves by days',
  add: 'also gets',
  remove: 'loses',
  empty: 'is emptied',
};

/** Changes many records at once: the new values, the effect on each record, and one undo for all. */
export function ChangeManyDialog({ entity, records, wish, onLeaveOut, onDone, onClose }: Props) {
  const formats = useFormats();
  const { saidGroupDone } = useActs();
  const changeMany = useChangeMany();
  const [lines, setLines] = useState<readonly WishedChangeLine[]>(() =>
    (wish.lines ?? [{ field: null, how: 'set', value: null }]).map((line, id) => ({ ...line, id })),
  );
  const nextId = useRef(lines.length);
  const change = useMemo(() => wish.fixed?.change ?? changeOfLines(lines), [wish.fixed, lines]);
  const told = useToldChange(records, change);
  const [run, setRun] = useState<ManyRun>();
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const named = useMemo(() => [lines, told?.sum.values.slice(0, 20)], [lines, told]);
  const refs = useRefNames(named);
  const specs = useFieldSpecs(entity, refs);
  const offered = useMemo(() => [...specs.values()].filter(isChangeable), [specs]);
  const many = (count: number) => formats.plural(count, entity.label.one.toLowerCase(), manyOf(entity));
  const { verb, past } = wish.fixed ?? { verb: 'Change', past: 'Changed' };
  const title = `${verb} ${many(wish.count)}`;
  const put = (id: number, part: Partial<WishedChangeLine>) =>
    setLines((now) => now.map((line) => (line.id === id ? { ...line, ...part } : line)));

  const submit = async () => {
    if (change === undefined || told?.state !== 'done' || told.sum.changed === 0 || run?.state === 'running') return;
    const names = lines.flatMap(({ field }) => (field === null ? [] : (specs.get(field)?.label ?? field)));
    const what = wish.fixed ? many(told.sum.changed) : `${names.join(', ')} of ${many(told.sum.changed)}`;
    const label = cutLabel(`${past} ${what}`);
    setRun({ state: 'running', sum: { ...told.sum, changed: 0 } });
    const done = await changeMany(records, change, {
      label,
      signal: stop.current.signal,
      onPiece: (sum) => setRun({ state: 'running', sum }),
    });
    const { group, changed } = done.sum;
    if (group !== null && changed > 0) {
      const said = changed === told.sum.changed ? label : `${past} ${many(changed)}`;
      saidGroupDone(done.state === 'stopped' && said !== label ? `Stopped. ${said}` : said, group);
    }
    if (done.state === 'failed') return setRun(done);
    return done.state === 'stopped' ? undefined : onDone(); // the records that were not reached stay selected
  };
  const willChange = told?.state === 'done' ? told.sum.changed : undefined;
  return (
    <Dialog onClose={onClose} title={title} size={740}>
      <SubmitForm className={dialog.dialog} onSubmit={submit}>
        {wish.fixed ? null : (
          <div className={classes.lines}>
            {lines.map((line) => (
              <ChangeLine
                key={line.id}
                line={line}
                spec={line.field === null ? undefined : specs.get(line.field)}
                offered={offered.filter(({ id }) => id === line.field || lines.every(({ field }) => field !== id))}
                onChange={(part) => put(line.id, part)}
                onRemove={lines.length === 1 ? undefined : () => setLines(lines.filter(({ id }) => id !== line.id))}
              />
            ))}
            <Button
              variant="quiet"
              icon="plus"
              className={classes.another}
              onClick={() => {
                nextId.current += 1;
                setLines([...lines, { id: nextId.current, field: null, how: 'set', value: null }]);
              }}
            >
              Another field
            </Button>
          </div>
        )}
        <ToldChange
          entity={entity}
          specs={specs}
          count={wish.count}
          told={run ?? told}
          isMade={run !== undefined}
          isFixed={wish.fixed !== undefined}
          onLeaveOut={onLeaveOut}
        />
        <div className={dialog.acts}>
          <Button
            onClick={() => {
              stop.current.abort();
              onClose();
            }}
          >
            {run?.state === 'running' ? 'Stop here' : 'Cancel'}
          </Button>
          <Button
            type="submit"
            variant="primary"
            keys="mod+enter"
            disabledReason={
              run?.state === 'running'
                ? 'The change is under way.'
                : change === undefined
                  ? 'Choose a field and its value first.'
                  : told?.state === 'failed'
                    ? told.message
                    : willChange === undefined
                      ? 'The changes are being computed.'
                      : willChange === 0
                        ? 'No record would change.'
                        : undefined
            }
          >
            {willChange === undefined ? verb : `${verb} ${many(willChange)}`}
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}

type LineProps = {
  readonly line: WishedChangeLine;
  readonly spec: FieldSpec | undefined;
  readonly offered: readonly FieldSpec[];
  readonly onChange: (part: Partial<WishedChangeLine>) => void;
  readonly onRemove: (() => void) | undefined;
};

/** One field to change: the field, the way, and the new value. */
function ChangeLine({ line, spec, offered, onChange, onRemove }: LineProps) {
  const ways = spec ? waysToChange(spec) : [];
  return (
    <div className={classes.line}>
      <FieldEditor
        spec={{
          id: 'field',
          label: 'Field',
          kind: 'choice',
          isRequired: true,
          emptyText: 'Choose a field',
          options: offered.map(({ id, label }) => ({ value: id, label })),
        }}
        value={line.field}
        onChange={(field) => {
          const next = offered.find(({ id }) => id === field);
          onChange({ field: next?.id ?? null, how: next ? (waysToChange(next)[0] ?? 'set') : 'set', value: null });
        }}
      />
      {spec ? (
        <FieldEditor
          spec={{
            id: 'how',
            label: 'How',
            kind: 'choice',
            isRequired: true,
            options: ways.map((how) => ({ value: how, label: howLabels[how] })),
          }}
          value={line.how}
          onChange={(how) => onChange({ how: ways.find((one) => one === how) ?? 'set', value: null })}
        />
      ) : (
        <span />
      )}
      {spec && line.how !== 'empty' ? (
        <FieldEditor
          key={`${spec.id} ${line.how}`}
          spec={
            line.how === 'move'
              ? {
                  id: 'days',
                  label: 'Days',
                  kind: 'number',
                  help: 'Each record keeps its own day, moved, and its time of day. −7 is a week earlier.',
                }
              : {
                  ...spec,
                  isRequired: true,
                  ...(spec.kind === 'choice' ? { emptyText: 'Choose a value' } : {}),
                  ...(spec.kind === 'ref' ? { onOpen: undefined } : {}),
                }
          }
          value={line.value}
          onChange={(value) => onChange({ value })}
        />
      ) : (
        <span />
      )}
      {onRemove ? (
        <IconButton icon="close" label={`Leave ${spec?.label ?? 'this field'} out`} onClick={onRemove} />
      ) : (
        <span />
      )}
    </div>
  );
}
