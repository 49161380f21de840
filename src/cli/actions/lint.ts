/** `memsim lint`: what a `memmap=` would come to, before anything is booted with it. */
import { isFault, lint as lintCmdline } from '../../explain/lint/lint.ts';
import type { BootRequest } from '../../machine/boot-options.ts';
import { EXIT, refusal } from '../../machine/refusal.ts';
import { DEFAULTS } from '../defaults.ts';
import { loadPlatform } from '../platforms.ts';
import type { Session } from '../session.ts';
import { terminalOf } from '../terminal.ts';

export interface LintFlags {
  platform?: string;
  kernel?: string;
  json?: boolean;
}

/** On the platform and kernel that are asked for, else those of the machine, else the usual ones. */
export async function lint(session: Session, words: string[], flags: LintFlags): Promise<number> {
  const { host, slot, out } = session;
  const cmdline = words.join(' ');
  if (!/(^|\s)memmap=/.test(cmdline))
    throw refusal(`'${cmdline}' has no memmap=; try: memsim lint 'memmap=4G!8G'`, EXIT.usage);
  const known = flags.platform === undefined ? slot.machine?.firmware.platform : undefined;
  const platform = known ?? loadPlatform(host.packageRoot, flags.platform ?? DEFAULTS.platform);
  const last: BootRequest = slot.machine?.request ?? DEFAULTS.request;
  const request = { ...last, kernel: flags.kernel ?? last.kernel, cmdline };
  const result = lintCmdline(platform, request);
  if (flags.json) out.write(`${JSON.stringify(result, null, 2)}\n`);
  else {
    const { renderLint } = await import('../../views/lint.ts');
    const terminal = terminalOf(session, out);
    out.write(renderLint(result, out.isTerminal ? terminal : { ...terminal, width: 100 }));
  }
  return result.findings.some(isFault) ? EXIT.failed : 0;
}
