/** The address of the page: it keeps the machine, and may name a lesson to start. */
import { ownCourse } from '../cli/input/courses.ts';
import type { Settings } from '../cli/session/settings.ts';
import { lessonsOf } from '../lessons/library.ts';
import type { Machine } from '../machine/machine.ts';
import { savedMachine } from '../machine/machine.ts';
import { isRefusal } from '../machine/refusal.ts';
import type { LessonProgress } from '../machine/state/kept.ts';
import type { OpenMachine } from '../shell/open-machine.ts';
import { PACKAGE } from './folders.ts';
import type { PageHost } from './host.ts';
import { linkOf, openLink } from './link.ts';

/** The outcome of opening an address. */
interface Opened {
  /** A command line to run. */
  line?: string;
  /** A message for the user. */
  note?: string;
}

/** Replaces the machine by that of the address; undo brings the machine before back. */
export async function openAddress(machine: OpenMachine, host: PageHost, settings: Settings): Promise<Opened> {
  try {
    const opened = await openLink(location.hash.slice(1), lessonsOf(ownCourse(PACKAGE)));
    if (opened === undefined) return {};
    if ('lesson' in opened) return { line: `lesson start ${opened.lesson}` };
    const { contents } = opened;
    await machine.hold(host, { settings, access: 'blind', words: ['import', 'link'] }, ({ slot }) => {
      slot.machine = contents.machine;
      slot.lessons = contents.lessons;
      return 0;
    });
    return { note: 'opened the machine of the link' };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { note: `${error.message}; the page starts without it` };
  }
}

/**
 * Puts the machine into the address, so that a reload and a copied link bring it back.
 *
 * @returns false for a machine that is too large, which leaves the address without one
 */
export async function keepInAddress(machine: Machine, lessons: LessonProgress): Promise<boolean> {
  const link = await linkOf(savedMachine(machine), lessons);
  history.replaceState(null, '', link === undefined ? '#' : `#${link}`);
  return link !== undefined;
}
