import { TextInput } from '@mantine/core';
import { mayHide, pageDefinitionSchema } from '@outpost/domain/kernel/definitions/tenant-pages';
import { figureLabel, figureName, listName } from '@outpost/domain/kernel/catalogue/pages/page-parts';
import type { ChosenParts } from '@outpost/domain/kernel/catalogue/views';
import { headerFiguresOf, relatedListsOf, shownListsOf, viewsOf } from '@outpost/domain/kernel/catalogue/views-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { OrderedRows } from '@outpost/ui/parts/ordered-rows';
import { WaitingMark } from '@outpost/ui/sync/sync-sign';
import { useMemo, useState } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { areaEntitiesOf } from '../../places/areas.ts';
import { useRecordList } from '../../queries/record-queries.ts';
import { useActs } from '../../queries/use-acts.ts';
import { manyOf } from '../../records/entity-shape.ts';
import { mayCreate } from '../../records/may.ts';
import { useCatalogue, useEntity } from '../../records/use-entity.ts';
import { usePrincipal } from '../../session/session-context.tsx';
import {
  movedLine,
  pageEntity,
  type PageLine,
  pageLines,
  type PageParts,
  pageRequest,
  partsRequest,
  resetPageRequest,
} from './page-lines.ts';
import { type ListColumns, ListColumnsEditor } from './list-columns.tsx';
import { PagePartsList, useParts } from './page-parts-list.tsx';
import { PagePreview } from './page-preview.tsx';
import classes from '../settings.module.css';

/** More than any tenant has: all of them are drawn. */
const most = 1_000;

/**
 * The page of each kind of record (PLT-10, PLT-11): an administrator arranges its sections, fields, figures and related
 * lists, and leaves some out. Each change is an ordinary act, applies immediately, works offline and can be undone.
 * Other people only read it.
 */
export function PagesPage({ kind, onKind }: { readonly kind: string; readonly onKind: (entity: string) => void }) {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const kinds = areaEntitiesOf(catalogue);
  const entity = useEntity(kinds.includes(kind) ? kind : (kinds[0] ?? kind));
  const rows = useRecordList({ entity: pageEntity, limit: most });
  const mayDefine = mayCreate(principal, useEntity(pageEntity));
  if (rows.error) throw rows.error; // drawn by the screen's boundary
  return (
    <>
      <SettingsBar at="/settings/pages" />
      <div className={classes.page}>
        <div className={classes.kinds} role="group" aria-label="Kinds of record">
          {kinds.map((name) => (
            <button
              key={name}
              type="button"
              className={classes.kind}
              aria-pressed={name === entity.name}
              onClick={() => onKind(name)}
            >
              {catalogue.entities.get(name)?.label.many ?? name}
            </button>
          ))}
        </div>
        {mayDefine ? (
          <p className={classes.why}>
            Drag sections and fields, or move them by the arrows. Fields that the page does not show are still in lists,
            searches, forms and exports: hiding a field does not protect it.
          </p>
        ) : (
          <p className={classes.why} role="note">
            <Icon name="lock" size={14} />
            Only administrators arrange pages. An administrator can give you that role.
          </p>
        )}
        {rows.data ? (
          <Layout
            key={entity.name}
            entity={entity}
            record={rows.data.rows.find(
              (row) => pageDefinitionSchema.safeParse(row.fields).data?.forEntity === entity.name,
            )}
            mayDefine={mayDefine}
          />
        ) : null}
      </div>
    </>
  );
}

function Layout({
  entity,
  record,
  mayDefine,
}: {
  readonly entity: Entity;
  /** The tenant's record about this kind. */
  readonly record: ShownRecord | undefined;
  readonly mayDefine: boolean;
}) {
  const { perform } = useActs();
  const catalogue = useCatalogue();
  const { sections } = useMemo(() => viewsOf(catalogue, entity).page, [catalogue, entity]);
  const stored = useMemo(() => pageLines(entity, sections), [entity, sections]);
  // Until the definition that an act has changed arrives, the list shows the person's change.
  const [changed, setChanged] = useState<{ readonly from: readonly PageLine[]; readonly lines: readonly PageLine[] }>();
  const lines = changed?.from === stored ? changed.lines : stored;
  const put = async (next: readonly PageLine[]) => {
    if (next === lines) return;
    setChanged({ from: stored, lines: next });
    if (!(await perform(pageRequest(entity, next, record?.id)))) setChanged(undefined);
  };
  const change = (id: string, what: { readonly label?: string; readonly tab?: string | undefined }) =>
    void put(
      lines.map((line): PageLine => {
        if (line.id !== id || line.kind !== 'section') return line;
        const { tab = line.tab, label = line.label } = what;
        return { kind: 'section', id, label, ...(tab === undefined || tab === '' ? {} : { tab }) };
      }),
    );
  const add = () => {
    const count = lines.filter(({ kind }) => kind === 'section').length;
    const hidden = lines.findIndex(({ kind }) => kind === 'hidden');
    void put(lines.toSpliced(hidden, 0, { kind: 'section', id: `section ${count}`, label: `Section ${count + 1}` }));
  };
  const figures = useParts(
    headerFiguresOf(catalogue, entity).map((figure) => ({
      id: figureName(figure),
      label: figureLabel(entity, figure),
    })),
    viewsOf(catalogue, entity).page.figures.map(figureName),
  );
  const lists = useParts(
    relatedListsOf(catalogue, entity.name).map(({ entity: listed, list }) => ({
      id: listName(listed, list),
      label: list.title ?? listed.label.many,
    })),
    shownListsOf(catalogue, entity.name).map(({ entity: listed, list }) => listName(listed, list)),
  );
  const choose =
    (part: PageParts, show: (shown: readonly string[] | undefined) => void) => async (chosen: ChosenParts) => {
      show(chosen.shown);
      if (
        !(await perform(
          partsRequest(
            entity,
            { parts: { [part]: { shown: [...chosen.shown], hidden: [...chosen.hidden] } }, lines },
            record?.id,
          ),
        ))
      )
        show(undefined);
    };
  const heads = lines.filter(({ kind }) => kind === 'section').length;
  const columnsRequest = (chosen: ListColumns) => {
    const { [chosen.list]: _before, ...others } = record ? storedColumns(record) : {};
    const columns = chosen.columns === undefined ? others : { ...others, [chosen.list]: [...chosen.columns] };
    return partsRequest(entity, { parts: { columns }, lines }, record?.id);
  };
  return (
    <div className={classes.arrange}>
      <div className={classes.arranged}>
        <div>
          <OrderedRows
            label={`Page of ${manyOf(entity)}`}
            rows={lines}
            {...(mayDefine
              ? { onMove: (id: string, place: number) => void put(movedLine(entity, lines, { id, place })) }
              : {})}
            draw={(line) =>
              line.kind === 'field' ? (
                <span className={classes.pageField} dir="auto">
                  {line.label}
                  {mayHide(entity, line.id) ? null : <span className={classes.quiet}>on every page</span>}
                </span>
              ) : line.kind === 'hidden' || !mayDefine ? (
                <h2 className={classes.pageHead}>{line.label}</h2>
              ) : (
                <SectionHead
                  key={`${line.label} ${line.tab ?? ''}`}
                  line={line}
                  onChange={(what) => change(line.id, what)}
                  onRemove={heads === 1 ? undefined : () => void put(lines.filter((one) => one !== line))}
                />
              )
            }
          />
          {mayDefine ? (
            <div className={classes.pageActs}>
              <Button size="sm" icon="plus" onClick={add}>
                Add a section
              </Button>
              {record ? (
                <Button
                  size="sm"
                  variant="quiet"
                  icon="undo"
                  onClick={() => void perform(resetPageRequest(entity, record.id))}
                >
                  Reset to the pack’s page
                </Button>
              ) : null}
              {record && record.waiting > 0 ? <WaitingMark label="Changed here, to send" /> : null}
            </div>
          ) : null}
          <PagePartsList
            label="Figures in the header"
            one="figure"
            {...figures.parts}
            onChange={mayDefine ? (chosen) => void choose('figures', figures.put)(chosen) : undefined}
          />
          <PagePartsList
            label="Related lists"
            one="list"
            {...lists.parts}
            onChange={mayDefine ? (chosen) => void choose('lists', lists.put)(chosen) : undefined}
          />
          <ListColumnsEditor
            entity={entity}
            onChange={mayDefine ? async (chosen) => (await perform(columnsRequest(chosen))) !== undefined : undefined}
          />
        </div>
        <PagePreview entity={entity} />
      </div>
    </div>
  );
}

/** Returns the columns of related lists that the tenant's record about a kind stores. */
const storedColumns = ({ fields }: ShownRecord): Readonly<Record<string, readonly string[]>> =>
  pageDefinitionSchema.safeParse(fields).data?.columns ?? {};

/** The head of a section: its title, and the tab that shows it. A removed section leaves its fields to the one before it. */
function SectionHead({
  line,
  onChange,
  onRemove,
}: {
  readonly line: Extract<PageLine, { readonly kind: 'section' }>;
  readonly onChange: (what: { readonly label?: string; readonly tab?: string }) => void;
  readonly onRemove: (() => void) | undefined;
}) {
  const [title, setTitle] = useState(line.label);
  const [tab, setTab] = useState(line.tab ?? '');
  const leaveTitle = () => {
    const label = title.trim();
    if (label === '')
      setTitle(line.label); // a section keeps a title
    else if (label !== line.label) onChange({ label });
  };
  const leaveTab = () => {
    if (tab.trim() !== (line.tab ?? '')) onChange({ tab: tab.trim() });
  };
  const onEnter = (leave: () => void) => (event: { readonly key: string }) => {
    if (event.key === 'Enter') leave();
  };
  return (
    <span className={classes.pageSection}>
      <TextInput
        size="xs"
        aria-label={`Title of section ${line.label}`}
        value={title}
        maxLength={80}
        dir="auto"
        onChange={(event) => setTitle(event.currentTarget.value)}
        onBlur={leaveTitle}
        onKeyDown={onEnter(leaveTitle)}
      />
      <TextInput
        size="xs"
        aria-label={`Tab of section ${line.label}`}
        placeholder="First tab"
        value={tab}
        maxLength={80}
        dir="auto"
        onChange={(event) => setTab(event.currentTarget.value)}
        onBlur={leaveTab}
        onKeyDown={onEnter(leaveTab)}
      />
      {onRemove ? <IconButton icon="close" label={`Remove section ${line.label}`} onClick={onRemove} /> : null}
    </span>
  );
}
