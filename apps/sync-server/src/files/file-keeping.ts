import { type FilePorts, judgeRoom, keepBytes } from './file-contents.ts';

/** Returns how the server's own work keeps contents that it has read, such as attachments. */
export const fileKeepingOf = (ports: FilePorts) => ({
  judgeRoom: (who: Parameters<typeof judgeRoom>[1], sizeBytes: number) => judgeRoom(ports, who, sizeBytes),
  keepBytes: (orgId: string, content: Parameters<typeof keepBytes>[2]) => keepBytes(ports, orgId, content),
});
