import type { OwnDefinitions } from '../../bridge/own-definitions.ts';
import type { Device } from '../device/device.ts';

/** Returns the tenant's own kinds of record and fields for screens and the command line (K-3). */
export const ownDefinitionsOf = ({ definitions }: Device): OwnDefinitions => ({
  entities: [...definitions.entities],
  retiredEntities: [...definitions.retiredEntities],
  fields: [...definitions.fields],
  retiredFields: [...definitions.retiredFields],
  packs: [...definitions.packs],
  ...(definitions.pipelines.length === 0 ? {} : { pipelines: [...definitions.pipelines] }),
  ...(definitions.stages.length === 0 ? {} : { stages: [...definitions.stages] }),
  ...(definitions.pages.length === 0 ? {} : { pages: [...definitions.pages] }),
});

/** The definitions of a device without a signed-in person. */
export const noDefinitions: OwnDefinitions = {
  entities: [],
  retiredEntities: [],
  fields: [],
  retiredFields: [],
  packs: [],
};
