import { useState } from 'react';
import { NotForYou, PeopleBar } from '../people-bar.tsx';
import { useMayAdminister, usePeopleEntities } from '../use-people.ts';
import { Certificates, ErasePerson } from './erase-person.tsx';
import { ExportPerson } from './export-person.tsx';
import { HowToVerify } from './how-to-verify.tsx';
import classes from './audit.module.css';

const at = '/settings/person-data';

/** The data of one person, for those who read the journal: giving it out, and the certificates of erasures (PLT-21). */
export function PersonDataPage() {
  const may = useMayAdminister();
  const { role } = usePeopleEntities();
  return may.role ? (
    <PersonData />
  ) : (
    <NotForYou at={at} what="roles" title="Only administrators export the data of a person" list={role} />
  );
}

function PersonData() {
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <>
      <PeopleBar at={at} />
      <div className={classes.page}>
        <ExportPerson chosen={chosen} onChoose={setChosen} />
        <ErasePerson chosen={chosen} />
        <Certificates />
        <HowToVerify file="manifest.json" />
      </div>
    </>
  );
}
