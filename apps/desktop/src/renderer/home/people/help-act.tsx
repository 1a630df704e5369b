import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { PeoplePanel } from '@outpost/domain/kernel/catalogue/pages/home-panels';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import type { HelpNeed } from '@outpost/domain/kernel/catalogue/helping/who-needs-help';
import { Button } from '@outpost/ui/parts/button';
import { useNewRecord } from '../../records/creating/new-record.tsx';
import { manyOf, oneOf } from '../../records/entity-shape.ts';
import { mayHandOver, ownersOfNew } from '../../records/may.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { usePrincipal } from '../../session/session-context.tsx';
import type { LateRecords } from './hand-over.tsx';

type Props = {
  readonly need: HelpNeed;
  /** The kind of the rule. */
  readonly entity: Entity;
  /** The records behind the figures. */
  readonly where: Filter | undefined;
  readonly person: { readonly id: string; readonly name: string };
  /** The teams that the viewer leads. */
  readonly teams: readonly string[];
  readonly asks: PeoplePanel['asks'];
  readonly onOpen: () => void;
  readonly onHandOver: (late: LateRecords) => void;
};

/**
 * The act that fits a reason: late records are handed over to other people, and a person with few acts gets a record such as a
 * task. For other reasons, and without the rights, the button opens the records.
 */
export function HelpAct(props: Props) {
  const { need, entity, person } = props;
  const principal = usePrincipal();
  const { figures } = need;
  if (figures.rule === 'late' && mayHandOver(principal, entity, { ownerId: person.id, teams: props.teams }))
    return (
      <Button size="sm" onClick={() => props.onHandOver({ entity, where: props.where, count: figures.count })}>
        Hand over <span className="outpost-visually-hidden">{`the overdue ${manyOf(entity)} of ${person.name}`}</span>
      </Button>
    );
  if (figures.rule === 'acts') return <WriteFor {...props} />;
  return <OpenRecords {...props} />;
}

/** Opens the form of a new record that belongs to the person. */
function WriteFor(props: Props) {
  const { person, teams, asks } = props;
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const newRecord = useNewRecord();
  const made = asks && entityOf(catalogue, asks.on);
  const owners = made && ownersOfNew(principal, made, { ownerId: person.id, teams });
  if (!asks || !made || !owners) return <OpenRecords {...props} />;
  const write = () =>
    newRecord({
      entity: asks.on,
      form: `for/${person.id}`,
      asks: asks.fields,
      owners,
      title: `New ${oneOf(made)} for ${person.name}`,
    });
  return (
    <Button size="sm" onClick={write}>
      New {oneOf(made)} <span className="outpost-visually-hidden">{`for ${person.name}`}</span>
    </Button>
  );
}

/** Opens the records behind a reason as a list. */
const OpenRecords = ({ entity, person, onOpen }: Props) => (
  <Button size="sm" onClick={onOpen}>
    Open <span className="outpost-visually-hidden">{`the ${manyOf(entity)} of ${person.name}`}</span>
  </Button>
);
