import type { OwnFields } from '../../bridge/contract.ts';
import type { Device } from '../device.ts';

/** K-3: the tenant's own fields as screens and the command line are told of them. */
export const ownFieldsOf = ({ definitions: { fields, retired } }: Device): OwnFields => ({
  fields: [...fields],
  retired: [...retired],
});

/** Of a device that nobody is signed in on. */
export const noOwnFields: OwnFields = { fields: [], retired: [] };
