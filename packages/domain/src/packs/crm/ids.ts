import { type Id, idOf } from '../../kernel/ids.ts';

/** Branded ids of the base pack. Other packs may import only this file of the pack. */
export const AccountId = idOf('crm/account');
export type AccountId = Id<'crm/account'>;
export const ContactId = idOf('crm/contact');
export type ContactId = Id<'crm/contact'>;
export const ContactIdentityId = idOf('crm/contact-identity');
export type ContactIdentityId = Id<'crm/contact-identity'>;
export const ProductId = idOf('crm/product');
export type ProductId = Id<'crm/product'>;
export const DealId = idOf('crm/deal');
export type DealId = Id<'crm/deal'>;
export const LeadId = idOf('crm/lead');
export type LeadId = Id<'crm/lead'>;
export const ActivityId = idOf('crm/activity');
export type ActivityId = Id<'crm/activity'>;
export const ConsentId = idOf('crm/consent');
export type ConsentId = Id<'crm/consent'>;
export const SuppressionId = idOf('crm/suppression');
export type SuppressionId = Id<'crm/suppression'>;
export const TemplateId = idOf('crm/template');
export type TemplateId = Id<'crm/template'>;
export const TemplateVersionId = idOf('crm/template-version');
export type TemplateVersionId = Id<'crm/template-version'>;
export const TaskId = idOf('crm/task');
export type TaskId = Id<'crm/task'>;
