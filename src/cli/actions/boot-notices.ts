/** Notices of a boot about its command line: errors that lint finds, and options without an effect here. */
import { findingsOf } from '../../lint/lint.ts';
import type { Machine } from '../../machine/machine.ts';
import { type Session, say } from '../session/session.ts';

/** Codes that are printed although they are no errors. */
const NOTICES = new Set(['not-modelled', 'other-release', 'misspelt']);

/** Prints one line for each notice; a panic has been announced already. */
export function noticeCommandLine(session: Session, { firmware, request }: Machine): void {
  if (session.settings.quiet || request.cmdline === '') return;
  for (const { code, severity, piece, text } of findingsOf(firmware.platform, request))
    if (code !== 'panic' && (severity === 'error' || NOTICES.has(code)))
      say(session, `${piece === '' ? '' : `${piece}: `}${text}`);
}
