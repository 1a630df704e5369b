import type { Pack } from '../../kernel/catalogue/catalogue.ts';
import { views } from '../../kernel/catalogue/views.ts';
import { assignmentRule, automation, button, buttonPress, decision, deviceRule } from './entities/automation.entity.ts';
import { automationVersion } from './entities/automation-version.entity.ts';
import { customObject } from './entities/custom-object.entity.ts';
import { dashboard } from './entities/dashboard.entity.ts';
import { distinctPair } from './entities/distinct-pair.entity.ts';
import { fieldDefinition } from './entities/field-definition.entity.ts';
import { file } from './entities/file.entity.ts';
import { importRecord } from './entities/import-record.entity.ts';
import { installedPack } from './entities/installed-pack.entity.ts';
import { myNotifications } from './entities/my-notifications.entity.ts';
import { notice } from './entities/notice.entity.ts';
import { organisation, organisationSettings } from './entities/organisation.entity.ts';
import { pageLayout } from './entities/page-layout.entity.ts';
import { person } from './entities/person.entity.ts';
import { pipeline } from './entities/pipeline.entity.ts';
import { report } from './entities/report.entity.ts';
import { role } from './entities/role.entity.ts';
import { savedView } from './entities/saved-view.entity.ts';
import { shareEnd } from './entities/share-end.entity.ts';
import { stage } from './entities/stage.entity.ts';
import { target } from './entities/target.entity.ts';
import { team } from './entities/team.entity.ts';
import { builtInRoles } from './built-in-roles.ts';
import { assignmentRuleIsUsable } from './rules/assignment-rule.rule.ts';
import { automationVersionIsUsable } from './rules/automation-version.rule.ts';
import { mailWishesAreUsable } from './rules/mail-wishes.rule.ts';
import { quietHoursAreTimes } from './rules/quiet-hours.rule.ts';
import { fileCanBeKept, fileIsNamedByContent } from './rules/file.rule.ts';
import { keptOffDevicesIsReadable } from './rules/kept-off-devices.rule.ts';
import { visitedHostsAreNames } from './rules/visited-hosts.rule.ts';
import { organisationIsUsable } from './rules/organisation.rule.ts';
import { textRegistrationIsReadable } from './rules/text-registration.rule.ts';
import { awayDaysAreInOrder } from './rules/away-days.rule.ts';
import { brandingIsUsable } from './rules/branding.rule.ts';
import { profileIsUsable } from './rules/profile.rule.ts';
import { dashboardIsReadable } from './rules/dashboard.rule.ts';
import { reportIsReadable } from './rules/report.rule.ts';
import { savedViewIsReadable } from './rules/saved-view.rule.ts';
import { sessionLimitsFit } from './rules/session-limits.rule.ts';
import { shareEndNamesItsShare } from './rules/share-end.rule.ts';
import { targetBelongsToItsPerson, targetIsReadable } from './rules/target.rule.ts';

/** People, teams, roles, and the tenant's own kinds of record and fields: records that sync like all others. */
export const platform: Pack = {
  name: 'platform',
  version: 1,
  label: 'Organisation',
  describes: 'The base of every organisation: its people, their rights, and its own fields.',
  entities: [
    installedPack,
    customObject,
    fieldDefinition,
    pipeline,
    stage,
    pageLayout,
    role,
    team,
    person,
    savedView,
    report,
    dashboard,
    target,
    myNotifications,
    file,
    shareEnd,
    organisation,
    distinctPair,
    importRecord,
    automation,
    automationVersion,
    notice,
    button,
    deviceRule,
    buttonPress,
    assignmentRule,
    decision,
  ],
  rules: [
    textRegistrationIsReadable,
    visitedHostsAreNames,
    savedViewIsReadable,
    reportIsReadable,
    dashboardIsReadable,
    mailWishesAreUsable,
    quietHoursAreTimes,
    fileCanBeKept,
    fileIsNamedByContent,
    targetIsReadable,
    targetBelongsToItsPerson,
    organisationIsUsable,
    keptOffDevicesIsReadable,
    sessionLimitsFit,
    profileIsUsable,
    brandingIsUsable,
    shareEndNamesItsShare,
    automationVersionIsUsable,
    assignmentRuleIsUsable,
    awayDaysAreInOrder,
  ],
  settings: [organisationSettings],
  roles: builtInRoles,
  views: [
    views(person, { area: { place: 910 }, lists: [] }),
    views(team, { area: { place: 920 }, lists: [] }),
    views(target, { lists: [], related: [] }),
    views(buttonPress, { lists: [], related: [], timeline: { at: 'createdAt' } }),
    views(decision, { lists: [], related: [], timeline: { at: 'createdAt' } }),
    views(shareEnd, { lists: [], related: [], timeline: { at: 'createdAt' } }),
    views(distinctPair, { lists: [], related: [] }),
    views(importRecord, { lists: [], related: [] }),
    views(automation, { lists: [], related: [] }),
    views(automationVersion, { lists: [], related: [] }),
    views(notice, { lists: [], related: [] }),
    views(button, { lists: [], related: [] }),
    views(deviceRule, { lists: [], related: [] }),
    views(assignmentRule, { lists: [], related: [] }),
    views(file, { lists: [], related: [], timeline: { at: 'createdAt' } }),
  ],
  quotas: [{ key: 'people', label: 'people', unit: 'records', entity: person.name }],
  people: { person: person.name, team: team.name, role: role.name, shareEnd: shareEnd.name },
};
