/** Records the execution of a command: file accesses, kernel functions, and log lines, nested. */
import type { Kernel } from '../../kernel/kernel.ts';
import type { Tracer } from '../../kernel/trace.ts';
import type { ErrnoName } from '../../lib/errno.ts';
import { type FileCall, type FileWatcher, recordingFiles } from '../../wall/recording-files.ts';
import type { Machine } from '../machine.ts';
import { describeResult } from './trace-result.ts';

/** A file access by user space, with the kernel functions that it caused. */
export interface TraceFile extends FileCall {
  kind: 'file';
  error?: ErrnoName;
  /** Result of a read. */
  value?: string;
  items: TraceItem[];
}

/** A kernel function that ran, with its callees. */
export interface TraceCall {
  kind: 'call';
  name: string;
  args: string;
  /** Return value, an errno by name; empty for undefined. */
  result: string;
  items: TraceItem[];
}

/** A line of the kernel log. */
export interface TraceLog {
  kind: 'log';
  text: string;
  warning: boolean;
}

export type TraceItem = TraceFile | TraceCall | TraceLog;

/** A trace in progress. */
interface Tracing {
  /** Records so far. */
  items: TraceItem[];
  /** Continues with a newly booted kernel. */
  follow(kernel: Kernel): void;
  /** Stops recording. */
  stop(): void;
}

/** Called after a file access or a function, with the last step that began by then, and the kernel. */
type StepWatcher = (last: TraceItem, kernel: Kernel) => void;

type Frame = TraceFile | TraceCall;

/** State of a trace in progress. */
interface Recording {
  items: TraceItem[];
  /** Open calls, outermost first. */
  open: Frame[];
  kernel: Kernel | undefined;
  /** Number of log lines already processed. */
  logged: number;
  /** Called after each step. */
  watch: StepWatcher | undefined;
}

const here = ({ items, open }: Recording): TraceItem[] => open.at(-1)?.items ?? items;

/** Adds the new log lines at the current position. */
function takeLog(recording: Recording): void {
  const lines = recording.kernel?.state.log.lines ?? [];
  for (const { text, warning } of lines.slice(recording.logged))
    here(recording).push({
      kind: 'log',
      text: warning && text === '' ? warning.at : text,
      warning: warning !== undefined,
    });
  recording.logged = lines.length;
}

function enter(recording: Recording, frame: Frame): void {
  takeLog(recording);
  here(recording).push(frame);
  recording.open.push(frame);
}

/** The step that began last within a step. */
function lastIn(item: TraceItem): TraceItem {
  const inner = item.kind === 'log' ? undefined : item.items.at(-1);
  return inner === undefined ? item : lastIn(inner);
}

function leave(recording: Recording): Frame {
  takeLog(recording);
  const { watch, kernel, open } = recording;
  const frame = open.pop()!;
  if (watch !== undefined && kernel !== undefined) watch(lastIn(frame), kernel);
  return frame;
}

const tracerOf = (recording: Recording): Tracer => ({
  enter: (name, args) => enter(recording, { kind: 'call', name, args, result: '', items: [] }),
  leave(_name, result) {
    const frame = leave(recording);
    if (frame.kind === 'call') frame.result = describeResult(result);
  },
});

const watcherOf = (recording: Recording): FileWatcher => ({
  before: (call) => enter(recording, { kind: 'file', ...call, items: [] }),
  after(failure, text) {
    const frame = leave(recording);
    if (frame.kind !== 'file') return;
    if (failure !== undefined) frame.error = failure;
    if (text !== undefined) frame.value = text;
  },
});

/**
 * Starts recording on a machine; without one, at the boot of a kernel.
 *
 * @param watch called after each step
 * @returns the trace, and the machine with its file accesses observed; the kernel is unchanged
 */
export function startTrace<M extends Machine | undefined>(
  machine: M,
  watch?: StepWatcher,
): Tracing & { machine: M } {
  const recording: Recording = { items: [], open: [], kernel: undefined, logged: 0, watch };
  const tracer = tracerOf(recording);
  const follow = (kernel: Kernel): void => {
    takeLog(recording);
    recording.kernel = kernel;
    recording.logged = kernel.state.log.lines.length;
    kernel.tracer = tracer;
  };
  if (machine !== undefined) follow(machine.kernel);
  const watched = machine && { ...machine, files: recordingFiles(machine.files, watcherOf(recording)) };
  return {
    machine: watched as M,
    items: recording.items,
    follow,
    stop() {
      takeLog(recording);
      if (recording.kernel !== undefined) recording.kernel.tracer = undefined;
    },
  };
}
