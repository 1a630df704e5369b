import { ipcRenderer } from 'electron';
import { portMessage, shellPortMessage } from '../bridge/channel.ts';

// The only access to the page: passes on only the ports of the bridge and of the shell, again whenever the main process sends one.
// The page listens from its script on, which runs before this event; the fonts and pictures that it loads come later.
const listens = new Promise<void>((resolve) => {
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => resolve(), { once: true });
  else resolve();
});

for (const name of [portMessage, shellPortMessage])
  ipcRenderer.on(name, (event) => {
    void listens.then(() => window.postMessage(name, window.location.origin, [...event.ports]));
  });
