import type { OwnDefinitions } from '../../bridge/contract.ts';
import type { Device } from '../device/device.ts';

/** K-3: the tenant's own kinds of record and fields as screens and the command line are told of them. */
export const ownDefinitionsOf = ({ definitions }: Device): OwnDefinitions => ({
  entities: [...definitions.entities],
  retiredEntities: [...definitions.retiredEntities],
  fields: [...definitions.fields],
  retiredFields: [...definitions.retiredFields],
  packs: [...definitions.packs],
});

/** Of a device that nobody is signed in on. */
export const noDefinitions: OwnDefinitions = {
  entities: [],
  retiredEntities: [],
  fields: [],
  retiredFields: [],
  packs: [],
};
