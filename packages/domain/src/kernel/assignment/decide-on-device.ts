import { readAutomationFilter } from '../automation/definition-problem.ts';
import { type AssigningStep, isKnownHere } from '../automation/rule-on-device.ts';
import { type Catalogue, entityOf } from '../catalogue/catalogue.ts';
import type { StoredRecord } from '../entities/record.ts';
import { isObject } from '../json.ts';
import { type FilterAnswer, holds } from '../query/filters/holds.ts';
import { testsIn } from '../questions/tests-in.ts';
import {
  type AssignmentDefinition,
  type AssignmentPart,
  partName,
  readAssignmentDefinition,
} from './assignment-definition.ts';
import { type AssignmentPerson, decideAssignment } from './decide-assignment.ts';

/** Returns the only person whom a part names; undefined where it has a choice. */
function onlyPerson({ members }: AssignmentPart): string | undefined {
  const [first] = members;
  return members.length === 1 && first !== undefined && 'person' in first ? first.person : undefined;
}

/** Returns why a device cannot answer the filter of a part; undefined where it may. */
function whyFilterNotOnDevice({ where }: AssignmentPart): string | undefined {
  const spanned = where && testsIn(where).find(({ op }) => op === 'within');
  return spanned && `asks when ${spanned.field} is, compared with today, and the server may decide on a later day`;
}

/** Returns why a device cannot choose among the people of a part: it has neither the turns nor the counts, so it would give a turn twice. */
function whyChoiceNotOnDevice(part: AssignmentPart): string | undefined {
  if (part.most !== undefined) return 'has a limit, and only the server counts the open records';
  return onlyPerson(part) === undefined ? whyByWay[part.way] : undefined;
}

const whyByWay: { readonly [W in AssignmentPart['way']]: string } = {
  'in-turn': 'gives records in turn, and only the server keeps the turns',
  weighted: 'gives records by weight, and only the server keeps the turns',
  fewest: 'goes by the fewest open records, and only the server counts them',
};

/** AUT-21: returns which parts of a rule the server alone decides, with the reasons; none where a device can decide all of them. */
export const reasonsForServer = ({ parts }: Pick<AssignmentDefinition, 'parts'>): readonly string[] =>
  parts.flatMap((part, at) => {
    const why = whyFilterNotOnDevice(part) ?? whyChoiceNotOnDevice(part);
    return why === undefined ? [] : [`${partName(part, at)} ${why}`];
  });

/** Whether there may be records for which a device can decide a rule: those of a part with one person, or those of the fallback. */
export const isDecidedOnDevices = (definition: AssignmentDefinition): boolean =>
  definition.fallback !== null || reasonsForServer(definition).length < definition.parts.length;

/** `now`: ISO 8601 UTC. `factsOf`: undefined for a person whom the device does not have. */
type DecidingDevice = {
  readonly catalogue: Catalogue;
  readonly now: string;
  readonly timeZone: string;
  readonly factsOf: (person: string, record: StoredRecord) => AssignmentPerson | undefined;
};

/**
 * AUT-21: returns the person to whom an assignment rule gives a record, by the function with which the server decides (ASG-2). Undefined where the
 * server must decide: the first part that fits has a choice among people, a filter cannot be answered here, or the named person is away, is not
 * active, or may not see the record. Days away are for the server: a device may have them late.
 */
export function decideOnDevice(device: DecidingDevice, { rule, step, record }: AssigningStep): string | undefined {
  const by = rule.assignments.get(step.id);
  const definition = isObject(by) ? readAssignmentDefinition({ ...(by as StoredRecord['fields']), forEntity: record.entity }) : undefined;
  if (definition === undefined) return undefined;
  const fits = new Map<string, FilterAnswer>();
  for (const part of definition.parts) {
    const answer = whyFilterNotOnDevice(part) === undefined ? fitOf(part, { ...device, record, maker: rule.maker }) : 'unknown';
    if (answer === 'unknown' || (answer === 'yes' && whyChoiceNotOnDevice(part) !== undefined)) return undefined;
    fits.set(part.id, answer);
    if (answer === 'yes') break;
  }
  const people = new Map<string, AssignmentPerson>();
  for (const id of [...definition.parts.flatMap((part) => onlyPerson(part) ?? []), ...(definition.fallback === null ? [] : [definition.fallback])]) {
    const facts = device.factsOf(id, record);
    if (facts !== undefined) people.set(id, facts);
  }
  const members = new Map(definition.parts.map((part) => [part.id, [onlyPerson(part)].flatMap((id) => (id === undefined ? [] : [{ id, weight: 1 }]))]));
  const decided = decideAssignment(definition, { fits, members, people, turns: new Map(), many: '' });
  return decided.passed.some(({ person }) => person !== null) ? undefined : (decided.person ?? undefined);
} // prettier-ignore

/** Returns whether a record passes the filter of a part. */
function fitOf({ where }: AssignmentPart, { catalogue, record, maker, now, timeZone }: DecidingDevice & { readonly record: StoredRecord; readonly maker: string }): FilterAnswer {
  const asking = { userId: maker, now, timeZone };
  const condition = readAutomationFilter({ catalogue, ...asking }, entityOf(catalogue, record.entity), where);
  return condition.ok ? holds({ asking, knows: isKnownHere }, condition.value, record) : 'unknown';
} // prettier-ignore
