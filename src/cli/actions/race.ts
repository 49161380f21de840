/** `memsim race`: two concurrent writes to files of /sys. */
import { run_race } from '../../kernel/race.ts';
import { ERRNO, strerror } from '../../lib/errno.ts';
import { echo } from '../../machine/echo.ts';
import type { Machine } from '../../machine/machine.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import { endOfTask } from '../../machine/task-end.ts';
import { type JsonFlag, printJson } from '../output/print-model.ts';
import { watchChanges } from '../output/watch.ts';
import { runningMachine } from '../session/current-machine.ts';
import type { Session } from '../session/session.ts';

export interface RaceFlags extends JsonFlag {
  readers?: number;
}

/** The result of a write. */
interface Done {
  rc: number;
  stderr: string;
}

interface Write {
  path: string;
  value: string;
}

/** `PATH=VALUE`. */
function parseWrite(text: string): Write {
  const equals = text.indexOf('=');
  if (equals <= 0 || !text.startsWith('/'))
    throw refusal(`race: '${text}' is not PATH=VALUE with a path of /sys`, EXIT.usage);
  return { path: text.slice(0, equals), value: text.slice(equals + 1) };
}

/** Writes in a task of its own: its end does not end the other write. */
function write({ files }: Machine, { path, value }: Write): Done {
  try {
    const failure = echo(files, path, value);
    if (failure === undefined) return { rc: 0, stderr: '' };
    const why = `${strerror(ERRNO[failure.error])} (${failure.error})`;
    return { rc: EXIT.failed, stderr: `memsim: race: ${path}: ${why}\n` };
  } catch (error) {
    return endOfTask(error);
  }
}

/** Returns the exit code of the first write that fails; 0 if both succeed. */
export async function race(
  session: Session,
  first: string,
  second: string,
  { readers = 0, json }: RaceFlags,
): Promise<number> {
  const writes = [parseWrite(first), parseWrite(second)] as const;
  const machine = await runningMachine(session);
  const showChanges = await watchChanges(session);
  const done: (Done | undefined)[] = [];
  const task = (number: 0 | 1) => (): void => {
    done[number] = write(machine, writes[number]);
  };
  run_race(machine.kernel, task(0), task(1), readers);
  for (const result of done) session.err.write(result?.stderr ?? '');
  if (json)
    printJson(session.out, {
      writes: writes.map((one, i) => ({ ...one, rc: done[i]?.rc ?? null })),
    });
  await showChanges();
  return done.find((result) => result !== undefined && result.rc !== 0)?.rc ?? 0;
}
