import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useMemo } from 'react';
import type { RefNames, ShownRecord } from '../../../../bridge/contract.ts';
import { usePeople } from '../../../people/use-people.ts';
import { useJudgedMessages } from '../../../records/messages/refused-messages.ts';
import { useFieldSpecs } from '../../../records/use-field-specs.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { useSignedIn } from '../../../session/session-context.tsx';
import type { TimelineNames } from '../../../slots/pack-screens.ts';
import { activityKind } from './use-inbox.ts';

/** Returns the words that entries of messages need, as the timeline of a record has them. Unsent messages are judged together. */
export function useMessageWords(messages: readonly ShownRecord[], refs: RefNames): TimelineNames {
  const formats = useFormats();
  const { person } = useSignedIn();
  const people = usePeople()?.people;
  const specs = useFieldSpecs(activityKind, refs);
  const { refused, waits } = useJudgedMessages(messages);
  return useMemo(() => {
    const names = new Map((people ?? []).map(({ id, fields }) => [id, textIn(fields['name'])]));
    return {
      me: person.id,
      nameOf: (id) => names.get(id) ?? refs[id]?.title ?? 'Someone',
      textOf: (field, value) => {
        const spec = specs.get(field);
        return spec && value !== null ? fieldText(spec, value, formats) : '';
      },
      whyNotSent: (id) => refused.get(id),
      waitsFor: (id) => waits.get(id),
    };
  }, [formats, person.id, people, specs, refs, refused, waits]);
}
