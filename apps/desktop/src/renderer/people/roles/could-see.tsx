import { namedRoles } from '@outpost/domain/kernel/access/judge-access';
import { membershipFrom, type Principal } from '@outpost/domain/kernel/access/access';
import { explainAccess } from '@outpost/domain/kernel/access/explain';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { grantCovers, parseGrant } from '@outpost/domain/kernel/catalogue/role';
import { FieldEditor } from '@outpost/ui/fields/editors/field-editor';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { useState } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import type { HeldRole, SeenKind } from '../../../bridge/calls/identity/people-calls.ts';
import { areaEntitiesOf } from '../../places/areas.ts';
import { useRecord } from '../../queries/record-queries.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { useSpecSources } from '../../records/use-field-specs.ts';
import { useCatalogue, useEntity } from '../../records/use-entity.ts';
import { actionLabel, reachOf, reachWords, resourceWords } from './grant-table.ts';
import { asRecord, heldRoles, keyOfRole, roleWords } from '../memberships.ts';
import { SightCounts, useSees } from './sight-counts.tsx';
import { usePeopleEntities } from '../use-people.ts';
import { WhyAllowed } from './why-allowed.tsx';
import classes from '../people.module.css';

const none = {};
type Props = {
  readonly role: ShownRecord;
  readonly roles: readonly ShownRecord[];
  readonly teams: readonly ShownRecord[];
  readonly people: readonly ShownRecord[];
  /** The grants of the role with the change that is not saved. */
  readonly grants: readonly string[];
};

/**
 * The part "What could this person see?": the records of a person by kind, and the effect of a role's unsaved change on
 * them. A pressed kind shows the grants that decide; a chosen record shows the person's rights to it. The answer covers
 * the records of this device.
 */
export function CouldSee({ role, roles, teams, people, grants }: Props) {
  const entities = usePeopleEntities();
  const sources = useSpecSources(none);
  const holder = people.find((person) => namedRoles(person).some((one) => one.role === keyOfRole(role)));
  const [chosen, setChosen] = useState<string>();
  const found = useRecord(chosen).data?.record;
  const person = chosen === undefined ? holder : found?.id === chosen ? found : undefined;
  return (
    <aside className={classes.couldSee} aria-labelledby="could-see">
      <h2 id="could-see">What could this person see?</h2>
      <FieldEditor
        spec={{
          id: 'person',
          label: 'Person',
          kind: 'ref',
          isPerson: true,
          me: sources.me,
          search: (words, signal) => sources.search([entities.person], words, signal),
          nameOf: (id) => (person?.id === id ? textIn(person.fields['name']) : sources.nameOf(id)),
        }}
        value={person?.id ?? chosen ?? null}
        onChange={(value) => setChosen(typeof value === 'string' ? value : undefined)}
      />
      {person === undefined ? (
        <p className={classes.hint}>
          Nobody has this role. Choose a person to see the records that their roles show them.
        </p>
      ) : (
        <OfPerson key={person.id} person={person} role={role} roles={roles} teams={teams} grants={grants} />
      )}
    </aside>
  );
}

/** Returns the change of all kinds in a sentence: "Ana would see 124 deals more and 3 leads fewer." */
export function changeSentence(
  name: string,
  kinds: readonly SeenKind[],
  { catalogue, formats }: { readonly catalogue: Catalogue; readonly formats: ReturnType<typeof useFormats> },
): string {
  const counted = (of: 'gained' | 'lost') =>
    kinds.flatMap((kind) => {
      const label = catalogue.entities.get(kind.entity)?.label;
      const one = label?.one.toLowerCase() ?? kind.entity;
      return kind[of] === 0 ? [] : `${formats.plural(kind[of], one, label?.many.toLowerCase() ?? one)} ${of === 'gained' ? 'more' : 'fewer'}`;
    }); // prettier-ignore
  const parts = [...counted('gained'), ...counted('lost')];
  return parts.length === 0 ? `${name} would see the same records.` : `${name} would see ${formats.list(parts)}.`;
}

function OfPerson({ person, role, roles, teams, grants }: Omit<Props, 'people'> & { readonly person: ShownRecord }) {
  const formats = useFormats();
  const catalogue = useCatalogue();
  const [kind, setKind] = useState<string>();
  const named = namedRoles(person);
  const now = heldRoles(named, roles);
  const next = now.map((held) => (held.role === keyOfRole(role) ? { ...held, grants: [...grants] } : held));
  const kinds = useSees(person.id, now, next);
  const name = titleOf(useEntity(person.entity), person);
  const hasRole = now.some((held) => held.role === keyOfRole(role));
  const lost = kinds?.reduce((sum, one) => sum + one.lost, 0) ?? 0;
  return (
    <>
      <p className={classes.hint}>
        {named.length === 0 ? 'No role' : formats.list(roleWords(named, { roles, teams, instant: formats.instant }))}
        {hasRole ? '' : '. Not this role: the change on the left does nothing for them.'}
        {person.fields['status'] === 'suspended' ? ' Suspended: they see nothing until they are let in again.' : ''}
      </p>
      {kinds === undefined ? null : (
        <>
          <SightCounts
            kinds={kinds}
            isChange
            kind={kind}
            onKind={(entity) => setKind(entity === kind ? undefined : entity)}
          />
          <p role="status" className={classes.sentence}>
            {changeSentence(name, kinds, { catalogue, formats })}
          </p>
          {kind === undefined ? null : <Deciding entity={kind} held={next} />}
          {lost > 0 ? (
            <p className={classes.note} role="note">
              <Icon name="warning" size={14} />
              When they next sync, {formats.plural(lost, 'record leaves', 'records leave')} the devices of {name}.
              Unsent changes of these records go to {name}’s list of refused changes.
            </p>
          ) : null}
          <p className={classes.hint}>These numbers cover the records that this device holds.</p>
          <TriedRecord person={person.id} now={now} next={next} roles={roles} teams={teams} />
        </>
      )}
    </>
  );
}

/** The grants by which a person sees records of a kind. */
function Deciding({ entity: name, held }: { readonly entity: string; readonly held: readonly HeldRole[] }) {
  const catalogue = useCatalogue();
  const entity = useEntity(name);
  if (entity.audience === 'tenant')
    return <p className={classes.hint}>Everybody in the organisation sees {entity.label.many.toLowerCase()}.</p>;
  const deciding = held.flatMap(({ role, grants }) =>
    grants.flatMap((written) => {
      const grant = parseGrant(written);
      return grant && grantCovers(grant, entity, 'read') ? [{ role, grant, written }] : [];
    }),
  );
  return (
    <section className={classes.deciding} aria-label={`Grants that show them ${entity.label.many.toLowerCase()}`}>
      <h3>Grants that show them {entity.label.many.toLowerCase()}</h3>
      {entity.openWhen ? (
        <p className={classes.hint}>Everybody in the organisation sees those that are open to everyone.</p>
      ) : null}
      {deciding.length === 0 ? <p className={classes.hint}>No grant: they see none.</p> : null}
      <ul>
        {deciding.map(({ role, grant, written }) => (
          <li key={`${role} ${written}`}>
            {resourceWords(grant.resource, catalogue)}: {reachWords[reachOf(new Set([grant.scope]))].means}{' '}
            <span className={classes.quiet}>
              {role}, {written}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One record: whether the person sees it, their rights to it before and after the change, and the grants that decide. */
function TriedRecord({
  person,
  now,
  next,
  roles,
  teams,
}: {
  readonly person: string;
  readonly now: readonly HeldRole[];
  readonly next: readonly HeldRole[];
} & Pick<Props, 'roles' | 'teams'>) {
  const catalogue = useCatalogue();
  const sources = useSpecSources(none);
  const [chosen, setChosen] = useState<string>();
  const record = useRecord(chosen).data?.record;
  const principals = [now, next].map((held): Principal => ({ userId: person, memberships: held.map(membershipFrom) }));
  const entity = record && record.id === chosen ? catalogue.entities.get(record.entity) : undefined;
  return (
    <>
      <FieldEditor
        spec={{
          id: 'record',
          label: 'Try it on a record',
          kind: 'ref',
          search: (words, signal) => sources.search(areaEntitiesOf(catalogue), words, signal),
          nameOf: (id) => (record && entity && record.id === id ? titleOf(entity, record) : sources.nameOf(id)),
        }}
        value={chosen ?? null}
        onChange={(value) => setChosen(typeof value === 'string' ? value : undefined)}
      />
      {record && entity ? (
        <ul className={classes.tried} aria-label={`With ${titleOf(entity, record)}`}>
          {(['read', 'update', 'assign', 'delete'] as const).map((action) => {
            const about = { entity, record: asRecord(record) };
            const [before = [], after = []] = principals.map((principal) => explainAccess(principal, action, about));
            const [was, is] = [before.length > 0, after.length > 0];
            return (
              <li key={action} data-off={!is || undefined}>
                <Icon name={is ? 'check' : 'minus'} size={14} />
                <div>
                  {actionLabel(action)}: {is ? 'yes' : 'no'}
                  {was === is ? '' : `, now ${was ? 'yes' : 'no'}`}
                  <WhyAllowed reasons={after} roles={roles} teams={teams} />
                </div>
              </li>
            );
          })}
        </ul>
      ) : null}
    </>
  );
}
