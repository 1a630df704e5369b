import { refusedRowsDays } from '@outpost/domain/kernel/import/reports/kept-refused-rows';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useNavigate } from '@tanstack/react-router';
import type { Undertaking } from '../../bridge/shapes/undertaking.ts';
import { UndertakingSection } from '../sync/undertakings.tsx';
import { NotForYou } from './not-for-you.tsx';
import { SettingsBar } from '../settings-bar/settings-bar.tsx';
import { useMayAdminister, usePeopleEntities } from './use-people.ts';
import classes from './people.module.css';

const at = '/settings/imports';

/** The imports of everybody in the organisation, as far as this device has their history, with their undo. */
export function ImportsPage() {
  const may = useMayAdminister();
  const { role } = usePeopleEntities();
  if (!may.role)
    return <NotForYou at={at} what="roles" title="Only administrators see the imports of everybody" list={role} />;
  return (
    <>
      <SettingsBar at={at} />
      <div className={classes.page}>
        <UndertakingSection
          of="all-imports"
          title="Imports"
          scope="of everybody, of the last 90 days"
          none={
            <EmptyState icon="upload" title="No imports in the last 90 days">
              Imports of everybody appear here. Older ones are in the journal.
            </EmptyState>
          }
          footnote={
            <p className={classes.hint}>
              Counted are the records that this device holds. Refused rows are the rows that the person's device did not
              import; they are deleted {refusedRowsDays} days after the import. Records that the server refused are with
              the person who imported them, on the page Sync. Older imports are in the journal.
            </p>
          }
          wayOf={(one) => <InJournal of={one} />}
        />
      </div>
    </>
  );
}

/** The way to the rows of the journal that the person made on the day of an import. */
function InJournal({ of: { by, madeAt } }: { readonly of: Undertaking }) {
  const formats = useFormats();
  const navigate = useNavigate();
  const day = formats.dayOf(madeAt);
  return (
    <span>
      <Button
        size="sm"
        variant="quiet"
        icon="history"
        onClick={() => void navigate({ to: '/settings/journal', search: { by, from: day, until: day } })}
      >
        That day in the journal
      </Button>
    </span>
  );
}
