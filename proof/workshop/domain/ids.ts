import { type Id, idOf } from '../../kernel/ids.ts';

/** Branded ids of the workshop's kinds. */
export const JobId = idOf('workshop/job');
export type JobId = Id<'workshop/job'>;
export const DeviceId = idOf('workshop/device');
export type DeviceId = Id<'workshop/device'>;
export const PartId = idOf('workshop/part');
export type PartId = Id<'workshop/part'>;
export const StockMovementId = idOf('workshop/stock-movement');
export const AppointmentId = idOf('workshop/appointment');
export const QuoteLineId = idOf('workshop/quote-line');
export const WarrantyClaimId = idOf('workshop/warranty-claim');
export const SupplierOrderId = idOf('workshop/supplier-order');
export const ServiceAreaId = idOf('workshop/service-area');
export const WorkshopSettingsId = idOf('workshop/settings');
export const MySettingsId = idOf('workshop/my-settings');
