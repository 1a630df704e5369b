import { FormerMembers } from './former-members.tsx';
import { NotForYou } from '../not-for-you.tsx';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { useMayAdminister, usePeopleEntities } from '../use-people.ts';
import { Certificates, ErasePerson } from './erase-person.tsx';
import { ExportPerson } from './export-person.tsx';
import { HowToVerify } from './how-to-verify.tsx';
import classes from './audit.module.css';

const at = '/settings/person-data';

type Props = {
  /** The record of the person; undefined if none is chosen. */
  readonly record: string | undefined;
  readonly onRecord: (id: string | undefined) => void;
};

/** The data of one person, for those who read the journal: giving it out, and the certificates of erasures (PLT-21). */
export function PersonDataPage(props: Props) {
  const may = useMayAdminister();
  const { role } = usePeopleEntities();
  return may.role ? (
    <PersonData {...props} />
  ) : (
    <NotForYou at={at} what="roles" title="Only administrators export the data of a person" list={role} />
  );
}

function PersonData({ record, onRecord }: Props) {
  return (
    <>
      <SettingsBar at={at} />
      <div className={classes.page}>
        <ExportPerson chosen={record} onChoose={onRecord} />
        <FormerMembers />
        <ErasePerson chosen={record} />
        <Certificates />
        <HowToVerify file="manifest.json" />
      </div>
    </>
  );
}
