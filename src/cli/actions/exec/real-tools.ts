/** Environment with which the system's own ndctl, daxctl and cxl reach the nodes of the machine. */
import { join } from 'node:path';
import { OWN_FOLDER } from '../../../clients/exec/scripts.ts';
import { NoPreload, preloadLibrary } from '../../../clients/real/preload.ts';
import { stateFolder } from '../../../machine/state/state-folder.ts';
import { type Session, say } from '../../session/session.ts';

/** Variables that preload the library; none, with a note, where it cannot be compiled. */
export function realToolVariables(session: Session): Record<string, string> {
  const { host, settings } = session;
  const source = join(host.packageRoot, 'fixtures', 'preload', 'preload.c');
  try {
    const library = preloadLibrary(source, join(stateFolder(settings.state, host.env), 'cache'));
    const others = host.env.LD_PRELOAD ? `:${host.env.LD_PRELOAD}` : '';
    return { LD_PRELOAD: `${library}${others}`, MEMSIM_IOCTL: `${OWN_FOLDER}/ioctl` };
  } catch (error) {
    if (!(error instanceof NoPreload)) throw error;
    say(session, `exec: ${error.message}`);
    return {};
  }
}
