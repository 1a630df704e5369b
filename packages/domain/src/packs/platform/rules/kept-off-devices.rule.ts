import { keptOffFrom, mostKeptOff } from '../../../kernel/access/kept-off-devices.ts';
import { mostMonths } from '../../../kernel/access/record-age.ts';
import { rule } from '../../../kernel/entities/rule.ts';
import { organisation } from '../entities/organisation.entity.ts';

/**
 * PLT-44: each line of data kept off devices names a kind of record, and perhaps a role and a number of months. A kind or role that does not
 * exist (any more) is not an error: its line keeps nothing off, and takes effect again when its pack is installed
 * again.
 */
export const keptOffDevicesIsReadable = rule(organisation, {
  id: 'PLT-44',
  check: ({
    record: {
      fields: { keptOffDevices },
    },
  }) => {
    const wrong = keptOffDevices?.find((text) => keptOffFrom(text) === undefined);
    if (wrong !== undefined)
      return {
        message: `"${wrong}" names no kind of record. Write a kind, such as crm/deal, or a kind and a role, such as crm/deal@member. With months, as in crm/deal@member>12 or crm/deal@*>12, only records stay off that were not changed for so long (at most ${mostMonths} months).`,
        field: 'keptOffDevices',
      };
    const platform = keptOffDevices?.find((text) => text.startsWith('platform/'));
    if (platform !== undefined)
      return {
        message: `The app works with ${platform.split('@')[0] ?? platform} itself, so every device keeps it.`,
        field: 'keptOffDevices',
      };
    return (keptOffDevices?.length ?? 0) > mostKeptOff
      ? {
          message: `An organisation keeps at most ${mostKeptOff} kinds and roles off devices.`,
          field: 'keptOffDevices',
        }
      : undefined;
  },
});
