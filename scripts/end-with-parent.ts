// Loaded before a program by `node --import`. It ends the program, as SIGTERM would, once the parent process has ended. A killed
// parent cannot end its children: without this file a server would keep running and keep its port.
const parent = process.ppid;

function isParentGone(): boolean {
  if (process.ppid !== parent) return true;
  try {
    process.kill(parent, 0); // on Windows `ppid` stays the same after the parent has ended
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
