import { can } from '@outpost/domain/kernel/access/access';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { ReportDefinition } from '@outpost/domain/kernel/reports/report-definition';
import { TitlePath, ViewBar } from '@outpost/ui/frame/view-bar';
import { Button } from '@outpost/ui/parts/button';
import { StateBlock } from '@outpost/ui/states/state-block';
import { useCallback, useMemo, useRef } from 'react';
import { audienceOf } from '../../records/sharing/audience.ts';
import { refusalOf } from '../../records/may.ts';
import { useCatalogue, useEntity } from '../../records/use-entity.ts';
import { WhoSeesIt, type WhoSeesItProps } from '../../records/sharing/who-sees-it.tsx';
import { usePrincipal } from '../../session/session-context.tsx';
import { FirstSync } from '../../sync/first-sync.tsx';
import { AddToDashboard } from '../dashboard/add-to-dashboard.tsx';
import { countedKinds, firstReport } from './counted-kinds.ts';
import { type ReportDraft, useReportDraft } from '../report-draft.ts';
import { type ReportEntry, reportKind } from '../../../reports/report-entry.ts';
import { ReportPanel } from './report-panel.tsx';
import { SavingButtons, useSavingActs } from './saving-acts.tsx';
import { ReportView } from '../report-view.tsx';
import { useOpenReports } from '../use-open-reports.ts';
import { useReportActs } from '../use-report-acts.ts';
import { useFigures } from '../use-figures.ts';
import { useReportEntry } from '../use-reports.ts';
import classes from '../reports.module.css';

/** The envelope of a report that is not saved yet. */
const unsaved = { entity: reportKind, teamId: null, sharedWith: [], inherited: null };
const notNarrowed = {};

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
  const acts = useReportActs();
  const kind = useEntity(reportKind);
  const panel = useRef<HTMLDivElement>(null);
  const kinds = useMemo(() => countedKinds(catalogue, principal), [catalogue, principal]);
  const { draft, isChanged, change, putBack } = useReportDraft(id, start);
  const { name: given, definition } = draft ?? start;
  const name = given.trim();
  const title = name === '' ? 'New report' : name;
  const answer = useFigures(definition, notNarrowed, undefined);
  const { saving, problem } = useSavingActs({ title, definition, answer }, panel);
  const counted = catalogue.entities.get(definition.entity);
  const offered = useMemo(
    () => (kinds.some(({ name: one }) => one === definition.entity) || !counted ? kinds : [...kinds, counted]),
    [kinds, definition.entity, counted],
  );
  // The same functions at each letter of the name, so that it does not draw the other parts.
  const rename = useCallback((next: string) => change(() => ({ name: next })), [change]);
  const countFrom = useCallback(
    (entity: Entity) => change(() => ({ definition: firstReport(catalogue, entity) })),
    [change, catalogue],
  );
  const define = useCallback(
    (next: Partial<ReportDefinition>) => change((now) => ({ definition: { ...now.definition, ...next } })),
    [change],
  );
  const share = useCallback<WhoSeesItProps['onChange']>(
    ({ audience }) => audience && change(() => ({ audience })),
    [change],
  );
  if (!draft) return null; // the draft is read in a moment
  const saved = entry?.saved;
  const refused = (action: 'update' | 'delete') =>
    saved && refusalOf(principal, action, kind, { record: saved, nameOf: () => undefined });
  const mayOpen = can(principal, 'administer', kind, saved ?? { ...unsaved, ownerId: principal.userId });
  const mayCreateOne = can(principal, 'create', kind, { ...unsaved, ownerId: principal.userId });
  const noName = name === '' ? 'Give the report a name.' : undefined;
  const save = async () => {
    if (saved && (await acts.saveReport(saved, draft, start))) putBack();
  };
  const saveAsNew = async () => {
    const made = await acts.createReport(draft);
    if (made === undefined) return;
    putBack();
    open.report(made);
  };
  const updateRefusal = refused('update');
  return (
    <>
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
        summary={problem ?? (isChanged ? 'Changed for you only. Kept as a draft on this device.' : undefined)}
        secondary={<SavingButtons saving={saving} isReady={answer.state === 'ready'} definition={definition} />}
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
              kinds={offered}
              isKindFixed={saved !== undefined}
              onName={rename}
              onKind={countFrom}
              onChange={define}
            />
            <WhoSeesIt
              audience={draft.audience}
              mayOpen={mayOpen}
              note="Each person sees the figures of the records that they may see."
              onChange={share}
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
