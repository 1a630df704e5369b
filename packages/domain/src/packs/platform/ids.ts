import { type Id, idOf } from '../../kernel/ids.ts';

/** The kinds of the platform. Other packs may import only this file of it. */
export const PersonId = idOf('platform/person');
export type PersonId = Id<'platform/person'>;
export const TeamId = idOf('platform/team');
export type TeamId = Id<'platform/team'>;
export const RoleId = idOf('platform/role');
export type RoleId = Id<'platform/role'>;
export const FieldDefinitionId = idOf('platform/field-definition');
export type FieldDefinitionId = Id<'platform/field-definition'>;
export const InstalledPackId = idOf('platform/installed-pack');
export type InstalledPackId = Id<'platform/installed-pack'>;
export const CustomObjectId = idOf('platform/custom-object');
export type CustomObjectId = Id<'platform/custom-object'>;
export const PageLayoutId = idOf('platform/page-layout');
export type PageLayoutId = Id<'platform/page-layout'>;
export const StageId = idOf('platform/stage');
export type StageId = Id<'platform/stage'>;
export const MyNotificationsId = idOf('platform/my-notifications');
export type MyNotificationsId = Id<'platform/my-notifications'>;
export const SavedViewId = idOf('platform/saved-view');
export type SavedViewId = Id<'platform/saved-view'>;
export const ReportId = idOf('platform/report');
export type ReportId = Id<'platform/report'>;
export const DashboardId = idOf('platform/dashboard');
export type DashboardId = Id<'platform/dashboard'>;
export const FileId = idOf('platform/file');
export type FileId = Id<'platform/file'>;
