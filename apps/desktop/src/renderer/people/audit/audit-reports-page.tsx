import { EmptyState } from '@outpost/ui/states/empty-state';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { NotForYou } from '../not-for-you.tsx';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { useMayAdminister, usePeopleEntities } from '../use-people.ts';
import { DocumentsTable } from './documents-table.tsx';
import { HowToVerify } from './how-to-verify.tsx';
import { MakeReport } from './make-report.tsx';
import { isReport, isSightReport } from './report-words.ts';
import classes from './audit.module.css';

const at = '/settings/audit-reports';

/** The signed reports of the journal, for those who read it: makes them, lists the kept ones, and saves them as files (PLT-21). */
export function AuditReportsPage() {
  const may = useMayAdminister();
  const { role } = usePeopleEntities();
  return may.role ? (
    <AuditReports />
  ) : (
    <NotForYou at={at} what="roles" title="Only administrators make reports of the journal" list={role} />
  );
}

function AuditReports() {
  const documents = useFromServer('audit.documents', null, { isAlwaysOld: true }); // others make reports, too
  return (
    <>
      <SettingsBar at={at} />
      <div className={classes.page}>
        <MakeReport />
        <section aria-labelledby="kept-reports">
          <h2 id="kept-reports">Reports that were made</h2>
          <FromServer answer={documents} offline="The reports are on the server">
            {({ documents: all, names }) => {
              const reports = all.filter((one) => isReport(one) || isSightReport(one));
              return reports.length === 0 ? (
                <EmptyState icon="file-text" title="No report yet">
                  A report sums up the journal of a period, or says who can see a record. The server signs it and keeps
                  it.
                </EmptyState>
              ) : (
                <DocumentsTable label="Reports" when="Period" documents={reports} names={names} />
              );
            }}
          </FromServer>
        </section>
        <HowToVerify file="security-report.json" />
      </div>
    </>
  );
}
