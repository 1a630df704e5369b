import { isPseudonymOf } from '@outpost/domain/kernel/audit/former-member';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { Button } from '@outpost/ui/parts/button';
import { DataTable } from '@outpost/ui/parts/data-table';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useState } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useEntity } from '../../records/use-entity.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { usePeopleEntities, useRemovedPeople } from '../use-people.ts';
import { EraseMemberDialog } from './erase-member-dialog.tsx';
import classes from './audit.module.css';

/** Lists the people who were removed from the organisation and are not erased, with a button that erases each (ADR 122). */
export function FormerMembers() {
  const entity = useEntity(usePeopleEntities().person);
  const removed = useRemovedPeople();
  const [asked, setAsked] = useState<ShownRecord>();
  const nameOf = (person: ShownRecord): string => titleOf(entity, person);
  const named = removed?.filter((person) => !isPseudonymOf(person.id, nameOf(person)));
  const columns = [
    { id: 'person', header: 'Person' },
    { id: 'email', header: 'E-mail' },
    { id: 'acts', header: <span className="outpost-visually-hidden">Erase</span>, align: 'end' as const },
  ];
  const rowOf = (person: ShownRecord) => ({
    id: person.id,
    cells: [
      <b key="person" dir="auto">
        {nameOf(person)}
      </b>,
      <span key="email">{textIn(person.fields['email']) || '–'}</span>,
      <Button key="acts" size="sm" icon="trash" onClick={() => setAsked(person)}>
        Erase…
        <span className="outpost-visually-hidden">{` ${nameOf(person)}`}</span>
      </Button>,
    ],
  });
  if (named === undefined) return null;
  return (
    <section aria-labelledby="former-members">
      <h2 id="former-members">Erase a former member</h2>
      <p className={classes.text}>
        These people were removed from the organisation. An erasure replaces their name by a pseudonym everywhere, and
        keeps their work. To erase somebody who is still a member, open them on the page “People”.
      </p>
      {named.length === 0 ? (
        <EmptyState icon="users" title="No former member has a name here">
          Nobody was removed from the organisation, or all of them are erased.
        </EmptyState>
      ) : (
        <DataTable label="Former members" columns={columns} rows={named.map(rowOf)} />
      )}
      {asked ? <EraseMemberDialog id={asked.id} name={nameOf(asked)} onClose={() => setAsked(undefined)} /> : null}
    </section>
  );
}
