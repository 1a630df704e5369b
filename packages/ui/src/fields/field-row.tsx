import { Popover, Tooltip } from '@mantine/core';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import { textsIn } from '@outpost/domain/kernel/json';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { Avatar } from '../parts/avatar.tsx';
import { fieldLink, outside } from './field-link.ts';
import { fieldText } from './field-text.ts';
import { FieldWords } from './field-words.tsx';
import { FlagMark } from './flag-mark.tsx';
import type { FieldSpec, FieldValue } from './field-spec.ts';
import { MarkdownText } from '../markdown/markdown-text.tsx';
import { FieldEditor } from './editors/field-editor.tsx';
import { FileLine } from './editors/file-field.tsx';
import { useFormats } from '../formats/formats-context.tsx';
import { Icon } from '../parts/icons.tsx';
import { asFile } from './json-shapes.ts';
import type { CellMark } from '../parts/marks.ts';
import { ReplacedBox, replacedWords } from '../sync/replaced-box.tsx';
import { WaitingMark } from '../sync/sync-sign.tsx';
import { Tag } from '../parts/tag.tsx';
import classes from './field-row.module.css';

/** A field of a record: label and value. A press edits the value in place. */
export type FieldRowProps = {
  readonly spec: FieldSpec;
  readonly value: FieldValue | undefined;
  /** Without this the field is read-only. */
  readonly onChange?: ((value: FieldValue) => void) | undefined;
  readonly mark?: CellMark | undefined;
  /** Text that the person typed here earlier without storing it. The field opens with it. */
  readonly draft?: string | undefined;
  readonly onDraft?: ((text: string | undefined) => void) | undefined;
  /** Shown instead of the field's own text: "60 %, from the stage". */
  readonly shown?: ReactNode;
};

/** Whether a Markdown text may have a link or another element that takes a press. */
const mayHaveLink = (value: FieldValue | undefined): boolean =>
  typeof value === 'string' && /\]\(|:\/\/|www\.|@\S+\./.test(value);

function Shown({ spec, value }: Pick<FieldRowProps, 'spec' | 'value'>) {
  const formats = useFormats();
  if (spec.kind === 'flag') return <FlagMark isSet={value === true} />;
  if (isEmptyValue(value)) return <span className={classes.empty}>{spec.emptyText ?? '—'}</span>;
  const text = fieldText(spec, value, formats);
  const link = fieldLink(spec, value);
  if (link)
    return (
      <a
        href={link.href}
        {...outside}
        className={classes.cut}
        title={link.does}
        dir="auto"
        onClick={(event) => event.stopPropagation()}
      >
        {text}
      </a>
    );
  switch (spec.kind) {
    case 'ref':
      if (spec.isPerson)
        return (
          <span className={classes.person}>
            <Avatar
              name={text}
              person={typeof value === 'string' ? value : undefined}
              isMe={spec.me !== undefined && value === spec.me}
            />
            <span className={classes.cut}>{text}</span>
          </span>
        );
      return spec.onOpen && typeof value === 'string' && spec.nameOf?.(value) !== undefined ? (
        <button
          type="button"
          className={classes.link}
          title={text}
          dir="auto"
          onClick={(event) => {
            event.stopPropagation();
            spec.onOpen?.(value);
          }}
        >
          {text}
        </button>
      ) : (
        <span className={classes.cut} dir="auto" title={text}>
          {text}
        </span>
      );
    case 'tags':
      return (
        <span className={classes.tags}>
          {textsIn(value).map((tag) => (
            <Tag key={tag}>{spec.options?.find((option) => option.value === tag)?.label ?? tag}</Tag>
          ))}
        </span>
      );
    case 'choice': {
      const tone = spec.options.find((option) => option.value === value)?.tone;
      return tone === undefined ? (
        <span className={classes.cut} title={text}>
          {text}
        </span>
      ) : (
        <Tag tone={tone}>{text}</Tag>
      );
    }
    case 'file': {
      const file = asFile(value);
      return file ? (
        <FileLine
          name={file.name}
          sizeBytes={file.sizeBytes}
          place={spec.placeOf?.(file.id) ?? 'device'}
          onFetch={spec.onFetch ? () => spec.onFetch?.(file.id) : undefined}
        />
      ) : null;
    }
    case 'long-text':
      return spec.isMarkdown === true && typeof value === 'string' ? (
        <div className={classes.formatted}>
          <MarkdownText text={value} />
        </div>
      ) : (
        <span className={classes.long} dir="auto">
          {text}
        </span>
      );
    case 'text':
    case 'email':
    case 'phone':
    case 'money':
    case 'percent':
    case 'number':
    case 'date':
    case 'instant':
    case 'duration':
    case 'address':
    case 'geo':
    case 'json':
    case 'repeat':
    case 'sealed':
      return (
        <FieldWords spec={spec} value={value} className={classes.cut}>
          {text}
        </FieldWords>
      );
  }
}

/** One row. A press, Enter or E edits the value in place. A read-only value shows the reason. */
export function FieldRow({ spec, value, onChange, mark, draft, onDraft, shown }: FieldRowProps) {
  const formats = useFormats();
  const [isEditing, setEditing] = useState(false);
  const [found, setFound] = useState<string>(); // the draft that this row opened with
  const [wasOpened, setOpened] = useState(false);
  const [isMarkOpen, setMarkOpen] = useState(false);
  const button = useRef<HTMLDivElement>(null);
  const reason = spec.readOnlyReason ?? (onChange ? undefined : '');
  const isSealed = mark?.isSealed === true || spec.kind === 'sealed';
  const canEdit = reason === undefined && !isSealed;
  const isFlag = spec.kind === 'flag' && shown === undefined;
  const isWide = spec.kind === 'long-text' || spec.kind === 'address' || spec.kind === 'json';
  if (draft !== undefined && canEdit && !wasOpened) {
    setOpened(true);
    setFound(draft);
    setEditing(true);
  }
  const stop = (refocus: boolean) => {
    setEditing(false);
    setFound(undefined);
    if (refocus) requestAnimationFrame(() => button.current?.focus());
  };
  const start = () => {
    if (!canEdit) return;
    if (spec.kind === 'flag') onChange?.(value !== true);
    else {
      setOpened(true);
      setEditing(true);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key !== 'Enter' && event.key !== 'F2' && event.key !== ' ' && event.key.toLowerCase() !== 'e') return;
    event.preventDefault();
    start();
  };
  const shownValue = isSealed ? (
    <FieldEditor
      spec={spec.kind === 'sealed' ? spec : { id: spec.id, label: spec.label, kind: 'sealed' }}
      value={null}
      onChange={() => undefined}
      variant="inline"
    />
  ) : (
    (shown ?? <Shown spec={spec} value={value} />)
  );
  // HTML allows no link inside a button: such fields get a separate edit button.
  const hasLink =
    !isSealed &&
    shown === undefined &&
    !isEmptyValue(value) &&
    (fieldLink(spec, value) !== undefined ||
      spec.kind === 'file' ||
      (spec.kind === 'long-text' && spec.isMarkdown === true && mayHaveLink(value)) ||
      (spec.kind === 'ref' && spec.onOpen !== undefined));
  const inside = (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- where it can be changed it is a button with its keys; a field with a link in it has a button beside it
    <div
      ref={button}
      className={classes.value}
      data-can-edit={(canEdit && !hasLink) || undefined}
      data-field-value={spec.id}
      data-changed={mark?.replaced !== undefined || undefined}
      {...(isSealed || hasLink ? {} : { tabIndex: 0, role: canEdit ? 'button' : 'note' })}
      {...(isFlag && canEdit ? { role: 'checkbox', 'aria-checked': value === true, 'aria-label': spec.label } : {})}
      onClick={start}
      onKeyDown={onKeyDown}
    >
      {isSealed || hasLink ? null : <span className="outpost-visually-hidden">{spec.label}: </span>}
      {isFlag && !canEdit ? (
        <span className="outpost-visually-hidden">{fieldText(spec, value ?? false, formats)}</span>
      ) : null}
      {shownValue}
      {mark?.waiting === undefined ? null : <WaitingMark label={mark.waiting} isIconOnly />}
      {reason !== undefined && reason !== '' && !isSealed ? (
        <span className={classes.lock}>
          <Icon name="lock" size={14} label={reason} />
        </span>
      ) : null}
    </div>
  );
  return (
    <div className={classes.row} data-wide={(isWide && isEditing) || undefined}>
      <dt className={classes.label} title={spec.help ?? spec.label}>
        {spec.label}
      </dt>
      <dd className={classes.cell}>
        {isEditing && onChange ? (
          <FieldEditor
            spec={spec}
            value={value}
            onChange={onChange}
            onDone={(how) => stop(how === 'enter' || how === 'escape')}
            onDraft={onDraft}
            variant="inline"
            initialText={found}
            autoFocus={found === undefined}
          />
        ) : reason !== undefined && reason !== '' && !isSealed ? (
          <Tooltip label={reason}>{inside}</Tooltip>
        ) : (
          inside
        )}
        {hasLink && canEdit && !isEditing ? (
          <button
            type="button"
            className={classes.change}
            data-can-edit
            aria-label={`Change ${spec.label}`}
            title={`Change ${spec.label}`}
            onClick={start}
          >
            <Icon name="pencil" size={14} />
          </button>
        ) : null}
        {mark?.replaced ? (
          <Popover opened={isMarkOpen} onChange={setMarkOpen} width={320} position="bottom-end" trapFocus returnFocus>
            <Popover.Target>
              <button
                type="button"
                className={classes.mark}
                aria-label={replacedWords(mark.replaced)}
                title={replacedWords(mark.replaced)}
                onClick={() => setMarkOpen((open) => !open)}
              >
                <Icon name="swap" size={14} />
              </button>
            </Popover.Target>
            <Popover.Dropdown data-takes-keys>
              <ReplacedBox replaced={mark.replaced} title onDone={() => setMarkOpen(false)} />
            </Popover.Dropdown>
          </Popover>
        ) : null}
      </dd>
    </div>
  );
}
