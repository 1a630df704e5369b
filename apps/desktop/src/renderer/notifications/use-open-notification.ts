import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useOpenRecord } from '../window/use-open-record.ts';
import type { NotificationCentre, ShownNotification } from './use-notifications.ts';

/**
 * Returns the function that opens the subject of a notification and marks it as read. The subject is its record, or the
 * entry of the sync page where the person decides.
 */
export function useOpenNotification(mark: NotificationCentre['mark']): (one: ShownNotification) => void {
  const navigate = useNavigate();
  const openRecord = useOpenRecord();
  return useCallback(
    (one) => {
      const { needs, record } = one;
      if (needs !== null) {
        const entry = 'tray' in needs ? needs.tray : `${needs.replaced} ${needs.field}`;
        return void navigate({ to: '/sync', search: { entry } });
      }
      if (!one.isRead) mark([one], 'read');
      if (record) openRecord(record.id);
    },
    [navigate, openRecord, mark],
  );
}
