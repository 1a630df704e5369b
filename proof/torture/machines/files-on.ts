import { fileHandlers, type FileHandlers } from '@outpost/desktop/replica/files/files';
import { accept } from '@outpost/domain/kernel/refusal';
import type { Machine } from './machine.ts';

/** The kind of the records that name files (PLT-5). */
export const fileEntity = 'platform/file';

/** Returns the calls of files of a machine, as a window makes them. */
export const filesOn = ({ tenant }: Machine): FileHandlers =>
  fileHandlers({ tenant: () => accept(tenant), ports: tenant.device.ports });
