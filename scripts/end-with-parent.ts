// Loaded in front of a program (`node --import`): ends it as a SIGTERM would once the process that started it is gone.
// A parent that is killed can tell its children nothing; without this a server would live on and hold its port.
const parent = process.ppid;

function isParentGone(): boolean {
  if (process.ppid !== parent) return true;
  try {
    process.kill(parent, 0); // Windows keeps the old parent's number
    return false;
  } catch {
    return true;
  }
}

const watch = setInterval(() => {
  if (!isParentGone()) return;
  clearInterval(watch);
  if (process.listenerCount('SIGTERM') > 0) process.emit('SIGTERM');
  else process.exit(143);
}, 500);
watch.unref();
