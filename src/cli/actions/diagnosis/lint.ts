/** `memsim lint`: checks a kernel command line before a machine is booted with it. */
import { isFault, lint as lintCmdline } from '../../../lint/lint.ts';
import type { BootRequest } from '../../../machine/boot-options.ts';
import { EXIT } from '../../../machine/refusal.ts';
import { DEFAULT_SETUP } from '../../../machine/setup.ts';
import { parseConfig } from '../../input/build-options.ts';
import { loadPlatform } from '../../input/platforms.ts';
import { type JsonFlag, printModel } from '../../output/print-model.ts';
import { PLAIN_WIDTH } from '../../output/terminal.ts';
import type { Session } from '../../session/session.ts';

export interface LintFlags extends JsonFlag {
  platform?: string;
  kernel?: string;
  config?: string[];
}

/** Checks for the given platform and kernel; defaults: the machine's, then those of boot. */
export async function lint(session: Session, words: string[], flags: LintFlags): Promise<number> {
  const { host, slot } = session;
  const cmdline = words.join(' ');
  const known = flags.platform === undefined ? slot.machine?.firmware.platform : undefined;
  const platform = known ?? loadPlatform(host, flags.platform ?? DEFAULT_SETUP.platform);
  const last: BootRequest = slot.machine?.request ?? DEFAULT_SETUP.request;
  const config = flags.config ? parseConfig(flags.config) : last.config;
  const kernel = flags.kernel ?? last.kernel;
  const request = { ...last, ...(config !== undefined && { config }), kernel, cmdline };
  const result = lintCmdline(platform, request);
  const { renderLint } = await import('../../../views/text/diagnosis/lint.ts');
  printModel(session, flags, result, renderLint, PLAIN_WIDTH);
  return result.findings.some(isFault) ? EXIT.failed : 0;
}
