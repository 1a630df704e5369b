import { apiPath } from '@outpost/domain/kernel/access/api-path';

/** The addresses of uploads. Their bodies are bytes: no part of them is read before the token (`bodyGate`). */
export const uploadsPaths = ['/files/uploads', apiPath('/files/uploads')] as const;

/** Whether a path is of uploads. */
export const isUploadsPath = (path: string): boolean =>
  uploadsPaths.some((uploads) => path === uploads || path.startsWith(`${uploads}/`));
