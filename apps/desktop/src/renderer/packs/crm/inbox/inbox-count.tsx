import type { CountProps } from '@outpost/ui/frame/app-frame';
import type { FolderId } from './conversation-folders.ts';
import { useFolderCounts } from './use-inbox.ts';

const counted: readonly FolderId[] = ['mine'];

/** INB-5: the number behind the inbox in the rail: the person's open conversations, as far as this device holds them. */
export function InboxCount({ draw }: CountProps) {
  const [mine] = useFolderCounts(counted);
  return draw(mine ?? 0);
}
