import { entity } from '../../../kernel/entities/entity.ts';
import { choice, flag, instant, json, ref, text } from '../../../kernel/entities/fields.ts';
import { whatCarries } from '../../../kernel/entities/what-carries.ts';
import { AssignmentRuleId, AutomationId, ButtonId, DecisionId, DeviceRuleId, PersonId, PressId } from '../ids.ts';

/**
 * Work that follows from a change of a record (ADR 139). The record has its name and what is in use; each of its versions says what it
 * does. Without a living version it is a draft. The server pauses it, too: `pausedWhy` says why.
 */
export const automation = entity(AutomationId, {
  label: { one: 'Automation', many: 'Automations' },
  describes: 'Work that the server does when a record changes: it makes tasks, changes fields and tells people.',
  icon: 'refresh',
  title: 'name',
  governed: true,
  fields: {
    name: text({ required: true, maxChars: 120 }),
    describes: text({ maxChars: 400, label: 'Description' }),
    /** The id of the version that runs; empty: it is a draft. A reference could not be made in one act with its version, which refers to it. */
    live: text({ maxChars: 36, label: 'Live version' }),
    /** Since then it starts nothing. */
    pausedAt: instant({ label: 'Paused since' }),
    pausedWhy: choice(
      [
        { value: 'person', label: 'A person paused it' },
        { value: 'storm', label: 'It started too often' },
        { value: 'definition', label: 'Its definition does not fit the records any more' },
      ],
      { label: 'Why it is paused' },
    ),
  },
  indexes: [['name'], ['updatedAt']],
  listed: ['name', 'live', 'pausedAt', 'pausedWhy'],
});

/**
 * A button on the page of a kind of record, which starts an automation (AUT-13). The server makes it of the live version, so that every
 * device knows it offline. It names the automation, whose steps only administrators see.
 */
export const button = entity(ButtonId, {
  label: { one: 'Button', many: 'Buttons' },
  describes: 'A button on the page of a record that starts an automation. The server makes it.',
  icon: 'bolt',
  title: 'name',
  audience: 'tenant',
  governed: true,
  fields: {
    /** The words behind "Run:". */
    name: text({ required: true, maxChars: 60 }),
    /** The id of the automation. A reference would need the right to see automations. */
    automation: text({ required: true, maxChars: 36, merge: 'fixed', label: 'Automation' }),
    forEntity: text({ required: true, maxChars: 120, label: 'Kind of record' }),
    pressedBy: choice(
      [
        { value: 'changers', label: 'Everyone who may change the record' },
        { value: 'administrators', label: 'Administrators' },
      ],
      { required: true, label: 'Who may press it' },
    ),
    /** The automation is paused, is a draft, was deleted, or starts in another way. */
    isOff: flag({ label: 'Not offered' }),
  },
  indexes: [['forEntity'], ['updatedAt']],
  listed: ['name', 'forEntity', 'pressedBy', 'isOff'],
});

/**
 * A person pressed a button of an automation on a record (AUT-13), with the visibility of that record (A-3a). It is an intent: written
 * offline, and answered by the server alone. The journal row that makes it starts one run at most.
 */
export const buttonPress = entity(PressId, {
  label: { one: 'Press of a button', many: 'Presses of buttons' },
  describes: 'A person pressed a button that starts an automation. The server answers it.',
  icon: 'bolt',
  title: 'name',
  byWildcard: true,
  parent: 'about',
  isAssigned: false,
  isAppendOnly: true,
  fields: {
    /** The name of the button as the person saw it. */
    name: text({ required: true, maxChars: 60, merge: 'fixed' }),
    about: ref(whatCarries('files'), { label: 'About', required: true, merge: 'fixed' }),
    /** The id of the automation. */
    automation: text({ required: true, maxChars: 36, merge: 'fixed', label: 'Automation' }),
    answer: choice(
      [
        { value: 'started', label: 'Started' },
        { value: 'refused', label: 'Not started' },
      ],
      { label: 'Answer', merge: 'server' }, // only the server knows it
    ),
    answeredAt: instant({ label: 'Answered', merge: 'server' }),
    why: text({ maxChars: 500, label: 'Why not', merge: 'server' }),
  },
  indexes: [['about', 'createdAt'], ['answer', 'createdAt'], ['updatedAt']],
  listed: ['name', 'about', 'answer', 'createdBy', 'createdAt'],
});

/**
 * A rule by which records get an owner (ADR 147): parts that are asked from the first to the last
 * (`kernel/assignment/assignment-definition.ts`). The turns of its members are no part of the record: the server keeps them.
 */
export const assignmentRule = entity(AssignmentRuleId, {
  label: { one: 'Assignment rule', many: 'Assignment rules' },
  describes: 'A rule that says who gets a record: in turn, by weight, or by the fewest open records.',
  icon: 'users-group',
  title: 'name',
  governed: true,
  fields: {
    name: text({ required: true, maxChars: 120 }),
    describes: text({ maxChars: 400, label: 'Description' }),
    forEntity: text({ required: true, maxChars: 120, label: 'Kind of record' }),
    /** One value: of two people who edit it without a network, the later one wins, and the other sees it in the history. */
    parts: json({ required: true }),
    /** Gets the record where no part finds anybody. */
    fallback: ref(PersonId, { label: 'Otherwise' }),
  },
  indexes: [['name'], ['updatedAt']],
  listed: ['name', 'forEntity', 'fallback'],
});

/**
 * The answer of a person whom an automation asked for approval (AUT-17), or to whom it offered the record (AUT-20), with the visibility of that
 * record (A-3a). People make it, also offline, and nobody changes it. The server says whether it counted: the first answer that reached it did.
 */
export const decision = entity(DecisionId, {
  label: { one: 'Decision', many: 'Decisions' },
  describes:
    'A person answered an automation that asked for approval or offered a record. The server says whether it counted.',
  icon: 'gavel',
  title: 'name',
  byWildcard: true,
  parent: 'about',
  isAssigned: false,
  isAppendOnly: true,
  fields: {
    /** The question, as the person saw it. */
    name: text({ required: true, maxChars: 500, merge: 'fixed', label: 'Question' }),
    about: ref(whatCarries('files'), { label: 'About', required: true, merge: 'fixed' }),
    /** The step of the run that asked (`approvalKey`). */
    ask: text({ required: true, maxChars: 120, merge: 'fixed', label: 'Step' }),
    verdict: choice(
      [
        { value: 'approved', label: 'Approved' },
        { value: 'declined', label: 'Declined' },
        { value: 'taken', label: 'Taken' },
        { value: 'left', label: 'Left to others' },
      ],
      { required: true, label: 'Answer', merge: 'fixed' },
    ),
    note: text({ maxChars: 500, label: 'Note', merge: 'fixed' }),
    outcome: choice(
      [
        { value: 'counted', label: 'Counted' },
        { value: 'late', label: 'Did not count' },
      ],
      { label: 'Outcome', merge: 'server' }, // only the server knows which answer came first
    ),
    why: text({ maxChars: 500, label: 'Why not', merge: 'server' }),
  },
  indexes: [['about', 'createdAt'], ['ask'], ['outcome', 'createdAt'], ['updatedAt']],
  listed: ['name', 'about', 'verdict', 'outcome', 'createdBy', 'createdAt'],
});

/**
 * The part of an automation that devices carry out (AUT-21): what starts it, its conditions and its first steps. The server makes it of the live
 * version, so that every device knows it offline. Everybody can read it: the person who writes the automation decides so.
 */
export const deviceRule = entity(DeviceRuleId, {
  label: { one: 'Rule on devices', many: 'Rules on devices' },
  describes: 'The first steps of an automation, which devices carry out at once. The server makes it.',
  icon: 'bolt',
  title: 'name',
  audience: 'tenant',
  governed: true,
  fields: {
    name: text({ required: true, maxChars: 120 }),
    /** The id of the automation. A reference would need the right to see automations. */
    automation: text({ required: true, maxChars: 36, merge: 'fixed', label: 'Automation' }),
    /** The id of the person who made the version: its filters ask for them. */
    maker: text({ required: true, maxChars: 36, label: 'Made by' }),
    forEntity: text({ required: true, maxChars: 120, label: 'Kind of record' }),
    trigger: json({ required: true }),
    /** A filter; empty: it answers every such change. */
    conditions: json({}),
    /** The steps up to the first one that only the server carries out. */
    steps: json({ required: true }),
    /** The automation is paused, is a draft, was deleted, or runs on the server alone. */
    isOff: flag({ label: 'Off' }),
  },
  indexes: [['forEntity'], ['updatedAt']],
  listed: ['name', 'forEntity', 'isOff'],
});
