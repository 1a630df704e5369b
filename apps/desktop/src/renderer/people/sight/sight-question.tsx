import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { areaEntitiesOf } from '../../places/areas.ts';
import { useSpecSources } from '../../records/use-field-specs.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { labelOfRole } from '../memberships.ts';
import { usePeopleEntities } from '../use-people.ts';
import type { SightChoice } from './sight-choice.ts';
import classes from './sight.module.css';

const none = {};
type Props = {
  readonly choice: SightChoice;
  readonly onChoice: (choice: SightChoice) => void;
  readonly person: ShownRecord | undefined;
  readonly record: ShownRecord | undefined;
  readonly roles: readonly ShownRecord[];
};

/**
 * The question "What could … see of …?": the choice of a person or a role, and of a record. A role replaces a person.
 */
export function SightQuestion({ choice, onChoice, person, record, roles }: Props) {
  const catalogue = useCatalogue();
  const entities = usePeopleEntities();
  const sources = useSpecSources(none);
  const idIn = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const ofRecord = choice.record === undefined ? {} : { record: choice.record };
  const entity = record && catalogue.entities.get(record.entity);
  const nameOf = (id: string) => {
    if (person?.id === id) return textIn(person.fields['name']);
    return record && entity && record.id === id ? titleOf(entity, record) : sources.nameOf(id);
  };
  const choose = (of: 'person' | 'role', value: unknown) => {
    const id = idIn(value);
    onChoice(id === undefined ? ofRecord : { [of]: id, ...ofRecord });
  };
  return (
    <section className={classes.ask} aria-labelledby="sight-question" role="search">
      <h2 id="sight-question">Who could see what?</h2>
      <div className={classes.pickers}>
        <FieldEditor
          spec={{
            id: 'person',
            label: 'Person',
            kind: 'ref',
            emptyText: 'Nobody yet',
            isPerson: true,
            me: sources.me,
            search: (words, signal) => sources.search([entities.person], words, signal),
            nameOf,
          }}
          value={choice.person ?? null}
          onChange={(value) => choose('person', value)}
        />
        <FieldEditor
          spec={{
            id: 'role',
            label: 'Or a role',
            kind: 'choice',
            emptyText: 'No role',
            options: roles.map((role) => ({ value: role.id, label: labelOfRole(role) })),
          }}
          value={choice.role ?? null}
          onChange={(value) => choose('role', value)}
        />
        <FieldEditor
          spec={{
            id: 'record',
            label: 'Record',
            kind: 'ref',
            emptyText: 'No record yet',
            search: (words, signal) => sources.search(areaEntitiesOf(catalogue), words, signal),
            nameOf,
          }}
          value={choice.record ?? null}
          onChange={(value) => {
            const id = idIn(value);
            const { record: _, ...of } = choice;
            onChoice(id === undefined ? of : { ...of, record: id });
          }}
        />
      </div>
    </section>
  );
}
