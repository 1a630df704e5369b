import { describe, expect, it, vi } from 'vitest';
import { shellPortMessage } from '../../bridge/channel.ts';
import { shellLineOf } from './shell-line.ts';

const link = { kind: 'open', link: 'outpost://open/x' } as const;
const command = { kind: 'command', command: 'help' } as const;

function givenLine() {
  const page = new EventTarget();
  const line = shellLineOf(page as Pick<Window, 'addEventListener'>); // of a window the line uses only its events
  const asked = vi.fn();
  const port = Object.assign(new EventTarget(), { start: () => {}, close: vi.fn(), postMessage: asked });
  const arrive = (data: unknown = shellPortMessage) =>
    page.dispatchEvent(Object.assign(new Event('message'), { data, ports: [port] }));
  const say = (data: unknown) => port.dispatchEvent(Object.assign(new Event('message'), { data }));
  return { line, arrive, say, asked };
}

describe('the line to the shell', () => {
  it('keeps the last link until a person is signed in, and forgets commands', () => {
    const { line, arrive, say } = givenLine();
    arrive();
    say(command);
    say({ ...link, link: 'outpost://open/earlier' });
    say(link);
    const heard = vi.fn();
    const stop = line.follow(heard);
    say(command);
    stop();
    say(command);
    expect(heard.mock.calls).toEqual([[link], [command]]);
    line.follow(heard);
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it('passes a link on to the next listener, once', () => {
    const { line } = givenLine();
    const [first, second, third] = [vi.fn(), vi.fn(), vi.fn()];
    const stop = line.follow(first);
    line.pass(link.link);
    stop();
    line.follow(second);
    line.follow(third);
    expect([first.mock.calls, second.mock.calls, third.mock.calls]).toEqual([[], [[link]], []]);
  });

  it('[E-2] takes only the shell’s port, and no message of another form', () => {
    const { line, arrive, say } = givenLine();
    const heard = vi.fn();
    line.follow(heard);
    arrive('something else');
    say(link);
    arrive();
    for (const wrong of [undefined, 'help', { kind: 'command', command: 'quit' }, { ...link, more: 1 }, { kind: 'open', link: 'a'.repeat(5_000) }]) say(wrong); // prettier-ignore
    expect(heard).not.toHaveBeenCalled();
  });

  it('opens a file by the shell, and assigns each answer to its own request', async () => {
    const { line, arrive, say, asked } = givenLine();
    const bytes = new Uint8Array([1]);
    expect(await line.openFile('a.pdf', bytes)).toContain('still starting');
    arrive();
    const [first, second] = [line.openFile('a.pdf', bytes), line.openFile('b.pdf', bytes)];
    expect(asked.mock.calls).toEqual([
      [{ kind: 'open-file', ask: 1, name: 'a.pdf', bytes }],
      [{ kind: 'open-file', ask: 2, name: 'b.pdf', bytes }],
    ]);
    for (const answer of [
      { ask: 7, problem: null },
      { ask: 2, problem: 'It is only saved.' },
      { ask: 1, problem: null },
    ])
      say({ kind: 'file-opened', ...answer });
    expect([await first, await second]).toEqual([null, 'It is only saved.']);
  });

  it('asks the shell; without a port it does nothing', () => {
    const { line, arrive, asked } = givenLine();
    line.ask({ kind: 'new-window' });
    arrive();
    line.ask({ kind: 'new-window' });
    expect(asked.mock.calls).toEqual([[{ kind: 'new-window' }]]);
  });
});
