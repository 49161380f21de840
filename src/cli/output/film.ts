/** `--film`: a command as an animated SVG, from a trace and the sections as they were at its steps. */
import { shellWord } from '../../lib/shell-word.ts';
import type { Machine } from '../../machine/machine.ts';
import { startTrace, type TraceItem } from '../../machine/trace/trace.ts';
import { filmOf, type Moment } from '../../views/model/film.ts';
import { sectionsModel } from '../../views/model/sections.ts';
import { filmSvg } from '../../views/svg/film.ts';
import { writeNamed } from '../input/named-files.ts';
import { type Act, type Session, say } from '../session/session.ts';

/** Samples of the sections during a command, at most: a boot has tens of thousands of steps. */
const MAX_SAMPLES = 400;

type State = Machine['kernel']['state'];

/** The input of the section map, cheap to compare after each step. */
const fingerprint = ({ mm, resources }: State): string =>
  JSON.stringify([
    mm.sections,
    mm.blocks,
    Object.keys(mm.pagemaps).length,
    Object.keys(resources.byId).length,
  ]);

/** Collects the moments of a command at which the sections changed. */
function collector(first: State | undefined) {
  const moments: Moment[] = [];
  let known = '';
  let samples = 0;
  const take = (state: State, after: TraceItem | undefined): void => {
    known = fingerprint(state);
    moments.push({ after, sections: sectionsModel(state) });
  };
  if (first !== undefined) take(first, undefined);
  return {
    moments,
    watch(last: TraceItem, state: State): void {
      if (samples >= MAX_SAMPLES || fingerprint(state) === known) return;
      samples++;
      take(state, last);
    },
    take,
  };
}

/**
 * Runs a command and writes its film, which begins with the boot where the session has no machine.
 *
 * @param words the command without output options
 */
export async function runFilmed(
  session: Session,
  file: string,
  words: readonly string[],
  act: Act,
): Promise<number> {
  const { slot, settings } = session;
  const { machine } = slot;
  const before = machine?.kernel.state;
  const { moments, watch, take } = collector(before);
  const tracing = startTrace(machine, (last, { state }) => watch(last, state));
  slot.machine = tracing.machine;
  const { film: _, ...plain } = settings;
  const rc = await act({
    ...session,
    settings: plain,
    trace: { follow: tracing.follow, finish: async () => {} },
  });
  tracing.stop();
  if (slot.machine === tracing.machine) slot.machine = machine;
  const after = slot.machine?.kernel.state;
  if (after !== undefined) take(after, undefined);
  if (moments.length === 0) return rc;
  const command = words.map(shellWord).join(' ');
  writeNamed(session, file, `${filmSvg(filmOf({ command, rc, items: tracing.items, moments }))}\n`);
  if (file !== '-' && !settings.quiet) say(session, `wrote ${file}`);
  return rc;
}
