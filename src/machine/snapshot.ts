/** A moment of a machine, kept to be compared with a later one. */
import { type Machine, openMachine } from './machine.ts';

/** A copy that later commands do not touch. Its cost follows the size of the state. */
export const snapshot = ({ firmware, kernel, request }: Machine): Machine =>
  openMachine(
    { platform: firmware.platform, media: structuredClone(firmware.media) },
    structuredClone(kernel.state),
    request,
  );
