import { rule } from '../../../kernel/entities/rule.ts';
import { wordsMark } from '../../../kernel/templates/words-mark.ts';
import { templateVersion } from '../entities/templates/template-version.entity.ts';

/** MSG-23: the frame of a version has its mark exactly once: the words come there. */
export const frameTakesWords = rule(templateVersion, {
  id: 'MSG-23',
  check: ({ record: { fields } }) =>
    fields.frame.split(wordsMark).length === 2
      ? undefined
      : { message: 'The layout must have {{ words }} at exactly one place.', field: 'layout' },
});
