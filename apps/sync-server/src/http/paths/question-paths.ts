import { appPath } from '@outpost/domain/kernel/access/api-path';

/** The path of the search over several kinds of record. */
export const searchPath = '/api/v1/records/search';

const ofKind = /^\/api\/v1\/records\/[^/]+\/[^/]+\/(?:query|summary|report)$/u;

/** Whether requests to this path ask a question. The size of its body says nothing about its time. */
export const isQuestionPath = (path: string): boolean =>
  path.startsWith('/records/') || appPath(path).startsWith('/access/') || path === searchPath || ofKind.test(path);
