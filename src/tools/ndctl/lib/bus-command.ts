/** Commands of a bus through its control node, logged as by do_cmd() of ndctl/lib/libndctl.c (76.1). */
import { ERRNO, strerror } from '../../../lib/errno.ts';
import type { IoctlReply, IoctlRequest } from '../../../lib/uapi.ts';
import { failed } from '../../../wall/files.ts';
import { dbg } from '../../util/sysfs.ts';
import type { Bus } from './bus.ts';

/** Numbers of functions that are called by number (NFIT_CMD_*), the bits of `dsm_mask`. */
export const NFIT_METHOD = { translateSpa: 5, injectSet: 7, injectClear: 8, injectGet: 9 } as const;

/** Tests whether the bus supports all of the functions. */
export const busHasMethods = ({ dsmMask }: Bus, methods: readonly number[]): boolean =>
  methods.every((method) => (dsmMask & (1 << method)) !== 0);

/** Name of a request in the log: those without a command of their own are calls. */
const NAMES: Partial<Record<IoctlRequest['command'], string>> = { 'ars-cap': 'ars_cap' };

/** The reply, or a negative errno. */
export function busCommand(bus: Bus, request: IoctlRequest): IoctlReply | number {
  const reply = bus.ctx.files.ioctl(`/dev/ndctl${bus.id}`, request);
  const rc = failed(reply) ? -ERRNO[reply.error] : 0;
  const fw = failed(reply) ? 0 : reply.status;
  const name = NAMES[request.command] ?? 'cmd_call';
  const outcome = `status: ${Math.sign(rc)} fw: ${fw} (${rc < 0 ? strerror(rc) : 'success'})`;
  dbg(bus.ctx, 'do_cmd', `bus: ${bus.id} dimm: 0 cmd: ${name} ${outcome}`);
  return failed(reply) ? rc : reply;
}
