/** `memsim lint`: checks `memmap=` options before a boot. */
import { isFault, lint as lintCmdline } from '../../../lint/lint.ts';
import type { BootRequest } from '../../../machine/boot-options.ts';
import { EXIT, refusal } from '../../../machine/refusal.ts';
import { DEFAULT_SETUP } from '../../../machine/setup.ts';
import { loadPlatform } from '../../input/platforms.ts';
import { type JsonFlag, printModel } from '../../output/print-model.ts';
import type { Session } from '../../session/session.ts';

export interface LintFlags extends JsonFlag {
  platform?: string;
  kernel?: string;
}

/** Columns without a terminal. */
const PLAIN_WIDTH = 100;

/** Checks for the given platform and kernel; defaults: the machine's, then those of boot. */
export async function lint(session: Session, words: string[], flags: LintFlags): Promise<number> {
  const { host, slot } = session;
  const cmdline = words.join(' ');
  if (!/(^|\s)memmap=/.test(cmdline))
    throw refusal(`'${cmdline}' has no memmap=; try: memsim lint 'memmap=4G!8G'`, EXIT.usage);
  const known = flags.platform === undefined ? slot.machine?.firmware.platform : undefined;
  const platform = known ?? loadPlatform(host.packageRoot, flags.platform ?? DEFAULT_SETUP.platform);
  const last: BootRequest = slot.machine?.request ?? DEFAULT_SETUP.request;
  const request = { ...last, kernel: flags.kernel ?? last.kernel, cmdline };
  const result = lintCmdline(platform, request);
  const { renderLint } = await import('../../../views/text/lint.ts');
  printModel(session, flags, result, renderLint, PLAIN_WIDTH);
  return result.findings.some(isFault) ? EXIT.failed : 0;
}
