import { placesOfNumber } from '@outpost/domain/kernel/messages/hours/receiver-zones';
import type { Message } from '@outpost/domain/kernel/messages/message';
import { organisationEntity } from '../../../bridge/organisation-entity.ts';
import { useRecordLists } from '../../queries/record-queries.ts';

/** The sentence for a person who writes a text that networks may block. */
const notRegistered =
  'Networks in the United States may block this text: your organisation has no registered campaign for texts (10DLC). An administrator enters it in the settings of the organisation.';

/** Toll-free numbers and other countries have no such registration. */
const isToUnitedStates = ({ channel, address }: Pick<Message, 'channel' | 'address'>): boolean =>
  channel === 'text' && placesOfNumber(address).some(({ country }) => country === 'US');

/**
 * MSG-75: returns a warning for each text to the United States where the settings of the organisation name no registered campaign. Undefined
 * for every other message, and where this device does not hold the settings. A warning stops nothing: the provider decides (ADR 171).
 */
export function useTextWarnings(
  messages: readonly Pick<Message, 'channel' | 'address'>[],
): readonly (string | undefined)[] {
  const isAsked = messages.some(isToUnitedStates);
  const [settings] = useRecordLists(isAsked ? [{ entity: organisationEntity, limit: 1 }] : []);
  const organisation = settings?.rows[0];
  const isRegistered = organisation === undefined || Boolean(organisation.fields['textCampaign']);
  return messages.map((message) => (!isRegistered && isToUnitedStates(message) ? notRegistered : undefined));
}
