import { rule } from '../../../kernel/entities/rule.ts';
import { fileFault } from '../../../kernel/files/file-types.ts';
import { file } from '../entities/file.entity.ts';

/** PLT-5: a file is neither empty nor too large, and a file that is named as a picture or a PDF has such content. */
export const fileCanBeKept = rule(file, {
  id: 'PLT-5',
  check: ({
    record: {
      fields: { content },
    },
  }) => {
    const fault = content && fileFault(content);
    return fault === undefined ? undefined : { message: fault, field: 'content' };
  },
});
const hash = /^[0-9a-f]{64}$/;

/** PLT-6: the content of a file is named by its SHA-256, in lower case. */
export const fileIsNamedByContent = rule(file, {
  id: 'PLT-6',
  check: ({
    record: {
      fields: { content },
    },
  }) =>
    content === undefined || hash.test(content.sha256)
      ? undefined
      : { message: 'A file is named by the SHA-256 of its bytes: 64 digits, 0 to f.', field: 'content' },
});
