import { ipcRenderer } from 'electron';
import { portMessage, shellPortMessage } from '../bridge/channel.ts';

// The only access to the page: passes on only the ports of the bridge and of the shell, again whenever the main process sends one.
const loaded = new Promise<void>((resolve) => {
  if (document.readyState === 'complete') resolve();
  else window.addEventListener('load', () => resolve(), { once: true });
});

for (const name of [portMessage, shellPortMessage])
  ipcRenderer.on(name, (event) => {
    void loaded.then(() => window.postMessage(name, window.location.origin, [...event.ports]));
  });
