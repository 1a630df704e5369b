import { Checkbox, Text } from '@mantine/core';
import { serverReasons } from '@outpost/domain/kernel/assignment/server-reasons';
import type { AutomationDraft } from '@outpost/domain/kernel/automation/automation-draft';
import { useCatalogue } from '../../../records/use-entity.ts';
import { useAssignmentRules } from '../use-assignment-rules.ts';

type Props = {
  readonly draft: AutomationDraft;
  readonly isOn: boolean;
  readonly onTurn: (isOn: boolean) => void;
};

/** AUT-21: whether devices carry out the first steps, too, and which steps the server carries out, with the reasons. */
export function OnDevices({ draft, isOn, onTurn }: Props) {
  return (
    <>
      <Checkbox
        label="Also on devices, at once"
        description="Its first steps also work without a network. Everyone's computers hold them with the parts of assignment rules, so everyone can read them. A change of more than 20 records at once starts it when the change reaches the server."
        checked={isOn}
        onChange={(event) => onTurn(event.currentTarget.checked)}
      />
      {isOn ? <Reasons draft={draft} /> : null}
    </>
  );
}

function Reasons({ draft }: Pick<Props, 'draft'>) {
  const catalogue = useCatalogue();
  const rules = useAssignmentRules();
  const ruleOf = (id: string) => rules?.find((rule) => rule.id === id)?.definition;
  return serverReasons(catalogue, draft, ruleOf).map(({ at, some, why }) => (
    <Text key={`${at} ${why}`} size="sm" c="dimmed">
      {some
        ? `Step ${at} runs on the server for some records: ${why}.`
        : `From step ${at} on it runs on the server: ${why}.`}
    </Text>
  ));
}
