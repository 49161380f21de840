/** Explanations of `memsim import --explain`: of the failed command, the kernel's messages, the command line. */
import { findInLog } from '../../../explain/diagnose.ts';
import { type Explanation, explainCommand, verdictOf } from '../../../explain/explanation.ts';
import { explainObject } from '../../../explain/object.ts';
import { type Lint, lint } from '../../../lint/lint.ts';
import type { Machine } from '../../../machine/machine.ts';
import type { ImportReport } from '../../../paste/import-paste.ts';

/** Answers to the problem of a paste. */
export interface ExplainedPaste {
  /** The failed command, run on a copy of the machine. */
  command?: Explanation;
  /** Messages of the kernel in the paste that a rule explains, each rule once. */
  messages: Explanation[];
  /** Failures in the paste that no rule explains. */
  unexplained: string[];
  /** The command line, if it has memmap=. */
  lint?: Lint;
  /** Namespaces that are smaller than what they take of their region. */
  objects: Explanation[];
}

/** Messages by the rule that explains each; the last one of a rule stands for it. */
function messages({ kernel }: Machine, texts: readonly string[]) {
  const byCode = new Map<string, Explanation>();
  const unexplained: string[] = [];
  for (const text of texts) {
    const found = findInLog([{ time: 0, level: 'err', text }]);
    if (found === undefined) unexplained.push(text);
    else
      byCode.set(found.code, {
        subject: "the kernel's message",
        kernel: kernel.state.release,
        said: [text],
        sums: [],
        tests: [],
        verdict: verdictOf(kernel, found),
      });
  }
  return { messages: [...byCode.values()], unexplained: unexplained.slice(-10) };
}

const MAX_OBJECTS = 3;

/** Namespaces with struct pages or padding, which take more of their region than their size. */
async function shrunk(machine: Machine): Promise<Explanation[]> {
  const { namespaces, pfns } = machine.kernel.state.nd;
  const held = Object.values(namespaces).filter(
    ({ claim, size }) => size > 0 && claim !== null && pfns[claim] !== undefined,
  );
  const all = await Promise.all(held.slice(0, MAX_OBJECTS).map(({ name }) => explainObject(machine, name)));
  return all.filter((one) => one !== undefined);
}

/** Explains on copies; the machine does not change. */
export async function explainPaste(machine: Machine, { problem }: ImportReport): Promise<ExplainedPaste> {
  const { command } = problem;
  const tried = command === undefined ? undefined : await explainCommand(machine, command);
  const heard = messages(machine, problem.logged);
  const { request, firmware } = machine;
  const linted = /(?:^|\s)memmap=/.test(request.cmdline) ? lint(firmware.platform, request) : undefined;
  const isExplained = tried?.verdict !== undefined || heard.messages.length > 0;
  return {
    ...(tried !== undefined && { command: tried }),
    ...heard,
    ...(linted !== undefined && { lint: linted }),
    objects: isExplained ? [] : await shrunk(machine),
  };
}
