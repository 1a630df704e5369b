import { can } from '@outpost/domain/kernel/access/access';
import type { ReportDefinition } from '@outpost/domain/kernel/reports/report-definition';
import { chartPicture } from '@outpost/ui/charts/chart-picture';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { TitlePath, ViewBar } from '@outpost/ui/frame/view-bar';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { StateBlock } from '@outpost/ui/states/state-block';
import { Menu } from '@mantine/core';
import { useMemo, useRef } from 'react';
import { chartKindOf } from '../charts/chart-kinds.ts';
import { exportFormats, type TableFormat, tableFormats } from '../../../bridge/calls/export-calls.ts';
import { audienceOf } from '../../records/sharing/audience.ts';
import { refusalOf } from '../../records/may.ts';
import { useCatalogue, useEntity } from '../../records/use-entity.ts';
import { useExport } from '../../records/export/use-export.ts';
import { WhoSeesIt } from '../../records/sharing/who-sees-it.tsx';
import { usePrincipal, useSignedIn } from '../../session/session-context.tsx';
import { FirstSync } from '../../sync/first-sync.tsx';
import { useAppPorts } from '../../window/app-ports.tsx';
import { usePageCommands } from '../../window/page-commands.tsx';
import { AddToDashboard } from '../dashboard/add-to-dashboard.tsx';
import { countedKinds, firstReport } from './counted-kinds.ts';
import { reportDocumentPdf } from './report-pdf.ts';
import { reportTable, reportTexts } from './report-table.ts';
import { aboutReport } from '../report-words.ts';
import { type ReportDraft, useReportDraft } from '../report-draft.ts';
import { type ReportEntry, reportKind } from '../report-entry.ts';
import { ReportPanel } from './report-panel.tsx';
import { ReportView } from '../report-view.tsx';
import { useOpenReports } from '../use-open-reports.ts';
import { useReportActs } from '../use-report-acts.ts';
import { useFigures } from '../use-figures.ts';
import { useReportEntry } from '../use-reports.ts';
import classes from '../reports.module.css';

/** The envelope of a report that is not saved yet. */
const unsaved = { entity: reportKind, teamId: null, sharedWith: [], inherited: null };
const notNarrowed = {};

const dataUrlOf = (picture: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('The picture could not be read')));
    reader.readAsDataURL(picture);
  });

/** The page of a report: its parts at the left, the chart as it would be saved at the right. `id` "new": a report to begin. */
export function ReportPage({ id, of }: { readonly id: string; readonly of: string | undefined }) {
  if (id === 'new') return <NewReport of={of} />;
  return <OpenReport id={id} />;
}

function NewReport({ of }: { readonly of: string | undefined }) {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const kinds = useMemo(() => countedKinds(catalogue, principal), [catalogue, principal]);
  const kind = kinds.find(({ name }) => name === of) ?? kinds[0];
  const start = useMemo<ReportDraft | undefined>(
    () => kind && { name: '', audience: 'me', definition: firstReport(catalogue, kind) },
    [catalogue, kind],
  );
  if (!kind || !start)
    return (
      <StateBlock isPage icon="chart" title="There is nothing to count">
        No kind of record is shared with your role.
      </StateBlock>
    );
  return <Builder key={kind.name} id={`new/${kind.name}`} entry={undefined} start={start} />;
}

function OpenReport({ id }: { readonly id: string }) {
  const open = useOpenReports();
  const entry = useReportEntry(id);
  const start = useMemo<ReportDraft | undefined>(
    () =>
      entry === undefined || entry === 'gone' || entry.definition === undefined
        ? undefined
        : {
            name: entry.name,
            audience: entry.saved ? audienceOf(entry.saved) : 'me',
            definition: entry.definition,
          },
    [entry],
  );
  if (entry === undefined) return null;
  const back = <Button onClick={open.all}>All reports</Button>;
  if (entry === 'gone')
    return (
      <StateBlock isPage icon="chart" title="This report is not here" actions={back}>
        It was deleted, or it is not shared with you.
      </StateBlock>
    );
  if (!start)
    return (
      <StateBlock isPage icon="chart" title="This report cannot be read here" actions={back}>
        A newer version of Outpost wrote it. Update Outpost to see it.
      </StateBlock>
    );
  return <Builder id={id} entry={entry} start={start} />;
}

type BuilderProps = {
  readonly id: string;
  readonly entry: ReportEntry | undefined;
  readonly start: ReportDraft;
};

function Builder({ id, entry, start }: BuilderProps) {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const open = useOpenReports();
  const { saveFile } = useAppPorts();
  const file = useExport();
  const formats = useFormats();
  const nowMs = useNow();
  const { person, organisation } = useSignedIn();
  const { show } = useSnackbar();
  const acts = useReportActs();
  const kind = useEntity(reportKind);
  const panel = useRef<HTMLDivElement>(null);
  const kinds = useMemo(() => countedKinds(catalogue, principal), [catalogue, principal]);
  const { draft, isChanged, change, putBack } = useReportDraft(id, start);
  const answer = useFigures(draft?.definition ?? start.definition, notNarrowed, undefined);
  if (!draft) return null; // the draft is read in a moment
  const saved = entry?.saved;
  const { definition } = draft;
  const name = draft.name.trim();
  const counted = catalogue.entities.get(definition.entity);
  const refused = (action: 'update' | 'delete') =>
    saved && refusalOf(principal, action, kind, { record: saved, nameOf: () => undefined });
  const mayOpen = can(principal, 'administer', kind, saved ?? { ...unsaved, ownerId: principal.userId });
  const mayCreateOne = can(principal, 'create', kind, { ...unsaved, ownerId: principal.userId });
  const noName = name === '' ? 'Give the report a name.' : undefined;
  const define = (next: Partial<ReportDefinition>) => change((now) => ({ definition: { ...now.definition, ...next } }));
  const save = async () => {
    if (saved && (await acts.saveReport(saved, draft, start))) putBack();
  };
  const saveAsNew = async () => {
    const made = await acts.createReport(draft);
    if (made === undefined) return;
    putBack();
    open.report(made);
  };
  const title = name === '' ? 'New report' : name;
  const fileName = title.replaceAll(/[^\p{L}\p{N} _-]/gu, '').trim() || 'report';
  const saveTable = (format: TableFormat) => {
    if (answer.state === 'ready')
      void file.run({ name: title.slice(0, 200), format, ...reportTable(answer.figures, answer) });
  };
  const isDrawn = chartKindOf(definition.chart, definition.groups.length).isPicture === true;
  const pictureOf = async () => (isDrawn && panel.current ? chartPicture(panel.current, title) : undefined);
  const savePdf = async () => {
    if (answer.state !== 'ready') return;
    const picture = await pictureOf();
    const pdf = await reportDocumentPdf({
      title,
      about: aboutReport(catalogue, definition, formats),
      madeBy: [person.name, organisation.name, formats.instant(new Date(nowMs()).toISOString())].join(', '),
      picture: picture ? await dataUrlOf(picture) : undefined,
      ...reportTexts(answer.figures, answer),
    });
    saveFile(`${fileName}.pdf`, pdf);
  };
  const savePicture = async () => {
    const picture = await pictureOf();
    if (picture) saveFile(`${fileName}.png`, picture);
  };
  const updateRefusal = refused('update');
  const tellPdf = () =>
    void savePdf().catch(() => show({ text: 'The PDF could not be made. Print it instead.', tone: 'bad' }));
  return (
    <>
      {answer.state === 'ready' ? <SavingCommands onPdf={tellPdf} onTable={saveTable} /> : null}
      <ViewBar
        title={
          <TitlePath
            steps={[
              { id: 'reports', name: 'Reports' },
              { id: 'this', name: title },
            ]}
            onStep={open.all}
          />
        }
        summary={
          file.progress.state === 'ready' && file.progress.problem !== undefined
            ? file.progress.problem
            : isChanged
              ? 'Changed for you only. Kept as a draft on this device.'
              : undefined
        }
        secondary={
          <>
            <Menu position="bottom-end" width={200} disabled={answer.state !== 'ready'}>
              <Menu.Target>
                <IconButton
                  icon="download"
                  label="Save as a file"
                  size={32}
                  disabledReason={answer.state === 'ready' ? undefined : 'There are no figures yet.'}
                />
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={tellPdf}>PDF document</Menu.Item>
                {tableFormats.map((format) => (
                  <Menu.Item key={format} onClick={() => saveTable(format)}>
                    {exportFormats[format].label} file
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
            <IconButton
              icon="photo"
              label="Save as a picture"
              size={32}
              disabledReason={isDrawn ? undefined : 'This kind of chart is text: save its figures, or print it.'}
              onClick={() => void savePicture()}
            />
            <IconButton icon="print" label="Print" size={32} onClick={() => window.print()} />
          </>
        }
      />
      <FirstSync />
      <div className={classes.two}>
        <aside className={classes.panel} aria-label="Parts of the report">
          <h2 className="outpost-visually-hidden">Parts of the report</h2>
          <div className={classes.panelBody}>
            <ReportPanel
              name={draft.name}
              definition={definition}
              entity={counted?.isRetired === true ? undefined : counted}
              kinds={kinds.some(({ name: one }) => one === definition.entity) || !counted ? kinds : [...kinds, counted]}
              isKindFixed={saved !== undefined}
              onName={(next) => change(() => ({ name: next }))}
              onKind={(entity) => change(() => ({ definition: firstReport(catalogue, entity) }))}
              onChange={define}
            />
            <WhoSeesIt
              audience={draft.audience}
              mayOpen={mayOpen}
              note="Each person sees the figures of the records that they may see."
              onChange={({ audience }) => audience && change(() => ({ audience }))}
            />
            {saved === undefined || refused('delete') !== undefined ? null : (
              <Button
                icon="trash"
                variant="quiet"
                className={classes.remove}
                onClick={() =>
                  void acts.remove({ name: start.name, saved }).then((isGone) => {
                    if (isGone) open.all();
                  })
                }
              >
                Delete this report
              </Button>
            )}
          </div>
          <footer className={classes.foot}>
            <p className={classes.note} role="status">
              {isChanged
                ? 'There are changes that are not saved.'
                : entry === undefined
                  ? noName === undefined
                    ? 'This report is not saved yet.'
                    : 'Give the report a name to save it.'
                  : saved === undefined
                    ? 'This report comes with Outpost. Save a copy to keep changes.'
                    : 'No changes.'}
            </p>
            <div className={classes.acts}>
              {saved === undefined ? null : (
                <Button
                  variant="primary"
                  disabledReason={updateRefusal ?? noName ?? (isChanged ? undefined : 'Nothing has changed.')}
                  onClick={() => void save()}
                >
                  Save
                </Button>
              )}
              <Button
                {...(saved === undefined ? { variant: 'primary' as const } : {})}
                disabledReason={mayCreateOne ? noName : 'Your role may not save reports.'}
                onClick={() => void saveAsNew()}
              >
                {entry === undefined ? 'Save' : 'Save as new'}
              </Button>
              <Button variant="quiet" icon="undo" disabled={!isChanged} onClick={putBack}>
                Put back
              </Button>
            </div>
          </footer>
        </aside>
        <div className={classes.preview} ref={panel}>
          <ReportView key={definition.entity} name={title} definition={definition} height={360} />
          <div className={classes.below}>
            <span className={classes.note}>Counted on this device, over the records that you may see.</span>
            <AddToDashboard report={entry?.id} />
          </div>
        </div>
      </div>
    </>
  );
}

/** Offers in the palette to save the report as a file. */
function SavingCommands({
  onPdf,
  onTable,
}: {
  readonly onPdf: () => void;
  readonly onTable: (format: TableFormat) => void;
}) {
  usePageCommands([
    { id: 'save pdf', icon: 'download', title: 'Save this report as PDF document', run: onPdf },
    ...tableFormats.map((format) => ({
      id: `save ${format}`,
      icon: 'download',
      title: `Save this report as ${exportFormats[format].label} file`,
      run: () => onTable(format),
    })),
  ]);
  return null;
}
