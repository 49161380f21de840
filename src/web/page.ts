/** Starts the page: the volume, the terminal, the machine of the address, the shell. */
import { ownCourse } from '../cli/input/courses.ts';
import type { Settings } from '../cli/session/settings.ts';
import type { Lesson } from '../lessons/lesson.ts';
import { lessonsOf } from '../lessons/library.ts';
import { lessonsIn } from '../machine/state/lessons-in.ts';
import { openShellMachine } from '../shell/open-machine.ts';
import { runShell } from '../shell/shell.ts';
import { keepInAddress, openAddress } from './address.ts';
import { type RunResult, runLine } from './api.ts';
import { openPageConsole } from './console.ts';
import { connectControls } from './controls.ts';
import { byId } from './dom.ts';
import { PACKAGE, STATE } from './folders.ts';
import { drawFiles } from './panes/files.ts';
import { openMoments } from './panes/moment.ts';
import { drawViews } from './views.ts';
import { fillVolume } from './volume.ts';

const SETTINGS: Settings = { quiet: false, color: 'auto' };
/** Boots the first machine without a message. */
const QUIET: Settings = { ...SETTINGS, quiet: true };
/** Milliseconds without a command of a program, after which the panes are drawn. */
const PAUSE = 100;

declare global {
  /** The page for its console. */
  var memsim: { run(line: string): Promise<RunResult> };
}

const note = (text: string): void => {
  byId('note').textContent = text;
};

/** Runs one at a time; the later ones wait. */
function inTurn(): <T>(act: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const next = last.then(act);
    last = next.catch(() => {});
    return next;
  };
}

/** Starts the page; returns when the shell can be typed at. */
export async function startPage(): Promise<void> {
  fillVolume();
  let lessons: readonly Lesson[] | undefined;
  const newMoment = openMoments();
  const drawing = inTurn();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refreshSoon = (delay = 0): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void drawing(refresh), delay);
  };
  const console = openPageConsole(byId('terminal'), () => refreshSoon());
  const machine = openShellMachine(console.host, STATE);
  const redrawFiles = (): void => drawFiles(byId('files'), console.type);

  /** Draws what the last command left, and puts it into the address. */
  async function refresh(): Promise<void> {
    const present = await machine.require(QUIET);
    const moment = newMoment(present, lessonsIn(STATE), console.lastLine());
    // Read when the first prompt is there.
    lessons ??= lessonsOf(ownCourse(PACKAGE));
    const changes = await drawViews(moment, lessons, console);
    note(changes);
    if (moment.line === undefined) return;
    if (!(await keepInAddress(present, moment.lessons)))
      note("the machine is too large for a link: 'Save machine' keeps it");
  }

  async function open(): Promise<void> {
    const { line, note: message } = await openAddress(machine, console.host, SETTINGS);
    if (message !== undefined) console.say(message);
    if (line !== undefined) console.type(line);
  }

  connectControls({
    console,
    machine: () => machine.require(QUIET),
    redrawFiles,
    note,
  });
  globalThis.memsim = {
    async run(line) {
      const ran = await drawing(() => runLine(machine, line));
      refreshSoon(PAUSE);
      return ran;
    },
  };
  addEventListener('hashchange', () => void open().then(() => refreshSoon()));
  if (location.hash.length > 1) await open();
  console.focus();
  for (;;) {
    await runShell(console.host, SETTINGS, console);
    console.say('a page has no shell to leave: close it, or go on');
  }
}
