import { changesBetween } from '@outpost/domain/engine/merge/changes-between';
import { type Edit, isCreate } from '@outpost/domain/kernel/acts/act';
import { membershipsBy } from '@outpost/domain/kernel/access/judge-access';
import type { AssignmentPerson } from '@outpost/domain/kernel/assignment/decide-assignment';
import { decideOnDevice } from '@outpost/domain/kernel/assignment/decide-on-device';
import { personFacts } from '@outpost/domain/kernel/assignment/person-facts';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { automationKinds } from '@outpost/domain/kernel/automation/automation-kinds';
import { deviceSteps, fieldsWrittenBy } from '@outpost/domain/kernel/automation/device-steps';
import { answersHere, type AssigningStep, type DeviceRule, readDeviceRule, type RuledChange, withRule } from '@outpost/domain/kernel/automation/rule-on-device'; // prettier-ignore
import type { DeviceWrite } from '../records/device-write.ts';
import type { ActContext } from './act-context.ts';
import type { JudgedAct } from './judge-act.ts';

type Ruling = {
  readonly context: ActContext;
  /** The moment of the act, ISO 8601 UTC. */
  readonly at: string;
  /** Judges the act with these edits instead; undefined where it cannot be made of them. */
  readonly judge: (edits: readonly Edit[]) => Promise<JudgedAct | undefined>;
};

/**
 * Chosen: the act is judged again for each record and rule that answers it, so the work grows with the square of its records. A larger act is left to
 * the server. From so many edits on the device also keeps an act apart (`largeActEdits`), as it is no longer one step of a person's work.
 */
const mostRuled = 20;

/**
 * AUT-21: returns a judged act with the edits of the rules that answer its changes. A rule is left to the server if the act with its edits is too
 * large, is refused, breaks a rule that warns, or needs records that this device does not hold. Only the person's own edits are answered: no rule
 * answers another one here. In an act of the shape `each` a record is accepted or refused together with those that a rule makes for it; records that
 * would be left out are not answered.
 */
export async function withDeviceRules(write: DeviceWrite, judged: JudgedAct, { context, at, judge }: Ruling): Promise<JudgedAct> {
  const { act, ids } = judged;
  if ((act.shape !== 'each' && judged.refused.size > 0) || ids.length > mostRuled) return judged;
  const rules = rulesFor(context, new Set(act.edits.map(({ entity }) => entity)));
  if (rules.length === 0) return judged;
  const plain = { catalogue: write.catalogue, now: at, timeZone: context.timeZone ?? 'UTC' };
  const device = { ...plain, factsOf: peopleHere(context, plain) };
  const ground = { ...plain, assigns: (asked: AssigningStep) => decideOnDevice(device, asked) };
  const answers = (rule: DeviceRule, of: JudgedAct, id: string): RuledChange | undefined => {
    const change = changeIn(write, of, id);
    return change && answersHere(ground, rule, change) ? change : undefined;
  };
  const taken: { readonly rule: DeviceRule; readonly id: string; readonly names: readonly string[] }[] = [];
  let made = judged;
  for (const id of ids.filter((one) => !judged.refused.has(one) && !judged.warned.has(one)))
    for (const rule of rules) {
      const names = changedBy(write, rule);
      if (taken.some((one) => one.id === id && one.names.some((name) => names.includes(name)))) continue;
      const change = answers(rule, judged, id) && answers(rule, made, id);
      const edits = change && withRule(ground, { rule, change, edits: made.act.edits });
      const next = edits && (await judge(edits.map(withoutGround)));
      if (next === undefined || isWorse(made, next)) continue;
      // The server asks each rule about the whole act: with the edits of another rule in it the answer must be the same.
      if (![...taken, { rule, id }].every((one) => answers(one.rule, next, one.id))) continue;
      made = next;
      taken.push({ rule, id, names });
    }
  return made;
} // prettier-ignore

const isWorse = (before: JudgedAct, after: JudgedAct): boolean =>
  after.refused.size > before.refused.size ||
  after.warned.size > before.warned.size ||
  after.unjudged.length > before.unjudged.length;

/** The earlier acts on which an edit depends are looked up again. */
const withoutGround = ({ after: _after, ...edit }: Edit): Edit => edit;

/** Returns the change of a record in an act; undefined where the act leaves it as it is. */
function changeIn(write: DeviceWrite, { act, records }: JudgedAct, id: string): RuledChange | undefined {
  const [edit, record] = [act.edits.find((one) => one.id === id), records.find((one) => one.id === id)];
  if (edit === undefined || record === undefined) return undefined;
  const before = isCreate(edit) ? undefined : (write.records.shown(id) ?? undefined);
  return { kind: before ? 'changed' : 'created', changed: changesBetween(before, record), act: act.id, record };
}

/** Returns the rules that answer these kinds. */
const rulesFor = ({ lookups }: ActContext, kinds: ReadonlySet<string>): readonly DeviceRule[] =>
  lookups
    .recordsOf(automationKinds.deviceRule)
    .filter(
      ({ life, fields }) =>
        life === 'alive' && typeof fields['forEntity'] === 'string' && kinds.has(fields['forEntity']),
    )
    .flatMap((record) => readDeviceRule(record) ?? []);

const changedBy = ({ catalogue }: DeviceWrite, { definition }: DeviceRule): readonly string[] =>
  deviceSteps(catalogue, definition).flatMap(fieldsWrittenBy);

/** Returns the function that reads a person as the owner of a record, from the people and roles on this device. It counts no open records. */
function peopleHere({ lookups }: ActContext, ground: { readonly catalogue: Catalogue; readonly now: string; readonly timeZone: string }) {
  return (id: string, record: StoredRecord): AssignmentPerson | undefined => {
    const { people } = ground.catalogue;
    const person = people && lookups.shown(people.person, id);
    if (!people || !person) return undefined;
    const principal = { userId: id, memberships: membershipsBy(lookups.recordsOf(people.role))(person) };
    return personFacts({ ...ground, record }, { person, principal, openCount: 0 });
  };
} // prettier-ignore
