import { accept } from '@outpost/domain/kernel/refusal';
import { trayEntries } from '../../acts/tray.ts';
import type { PresentNotificationKind } from '../notification-kind.ts';

/** The server has refused an act of the person, which waits in the tray of this device (S-5). */
export const refused: PresentNotificationKind = {
  id: 'refused',
  source: 'present',
  list: async ({ device }) =>
    accept(
      trayEntries(device).map(({ id, label, refusedAt, whole, reasons }) => {
        const [first] = reasons;
        return {
          at: refusedAt,
          about: id,
          quote: (whole ?? first)?.message ?? null,
          value: label,
          needs: { tray: id },
          ...(first ? { record: { id: first.record, entity: first.entity, title: first.title } } : {}),
        };
      }),
    ),
};
