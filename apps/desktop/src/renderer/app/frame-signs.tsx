import type { CountProps } from '@outpost/ui/frame/app-frame';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { SyncSign, type SyncSignLook } from '@outpost/ui/sync/sync-sign';
import { syncWords } from '@outpost/ui/sync/sync-words';
import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { SyncStatus } from '../../bridge/contract.ts';
import { emptySyncStatus } from '../../bridge/empty-sync-status.ts';
import { useNotifications } from '../notifications/use-notifications.ts';
import { useOpenNotification } from '../notifications/use-open-notification.ts';
import { useOutsideNotices } from '../notifications/use-outside-notices.ts';
import { useDevicePins } from '../places/use-device-pins.ts';
import { useLiveValue } from '../session/session-context.tsx';
import { syncSignOf } from '../sync/sync-sign-of.ts';
import { useToldRefusals } from '../sync/use-told-refusals.ts';

const quiet: SyncStatus = { ...emptySyncStatus, state: 'connecting' };

/** The sync sign of the frame. It is drawn again only when its words change: the state of sync changes more often. */
export function FrameSyncSign(look: SyncSignLook) {
  const formats = useFormats();
  const navigate = useNavigate();
  const words = useLiveValue('sync', (sync) => syncWords(syncSignOf(sync ?? quiet), formats));
  const onPress = useCallback(() => void navigate({ to: '/sync' }), [navigate]);
  return <SyncSign words={words} {...look} onPress={onPress} />;
}

/** The number of unread notifications in the frame. */
export const FrameUnread = ({ draw }: CountProps) => draw(useNotifications().unread);

/**
 * Shows new notifications and refused acts, on every page. It draws nothing, so that what it reads on each change draws no
 * other part of the window.
 */
export function FrameNotices() {
  const navigate = useNavigate();
  const centre = useNotifications({ isEachMinute: true });
  useOutsideNotices(centre, {
    onOpen: useOpenNotification(centre.mark),
    onList: () => void navigate({ to: '/notifications' }),
  });
  useToldRefusals(useCallback(() => void navigate({ to: '/sync' }), [navigate]));
  useDevicePins();
  return null;
}
