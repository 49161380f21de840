/**
 * Mailbox commands from user space: models cxl_send_cmd() of drivers/cxl/core/mbox.c, releases 5.12 to 6.18, and
 * the devices of QEMU, which support identify, partitions and the label area but no health and no alerts.
 */
import { cxlDeviceMedia, cxlKey } from '../../../firmware/cxl-media.ts';
import { readBytes, writeBytes } from '../../../lib/bytes/sparse-bytes.ts';
import { ERRNO } from '../../../lib/errno.ts';
import type { CxlMailboxRequest, IoctlReply, IoctlRequest } from '../../../lib/uapi.ts';
import type { DeviceNode } from '../../fs/sysfs.ts';
import type { Kernel } from '../../kernel.ts';
import { traced } from '../../trace.ts';
import type { CxlMemdev } from '../state.ts';
import { cxl_dev_state, to_cxl, to_cxl_memdev } from './device.ts';

/** Status of a command with an invalid input (CXL_MBOX_CMD_RC_INPUT). */
const RC_INPUT = 2;

/** Commands on labels are exclusive to the kernel while libnvdimm uses the device. */
const labels_are_kernels = (k: Kernel, { name }: CxlMemdev): boolean =>
  Object.values(to_cxl(k).nvdimms).some((nvd) => nvd.memdev === name && nvd.nvdimm !== null);

function set_partition(k: Kernel, memdev: CxlMemdev, volatileSize: number): IoctlReply | number {
  const device = cxl_dev_state(k, memdev);
  if (device.partitionAlign === 0) return -ERRNO.ENOTTY;
  if (volatileSize > device.ram + device.pmem || volatileSize % device.partitionAlign !== 0)
    return { status: RC_INPUT };
  cxlDeviceMedia(k.firmware.media, cxlKey(device)).nextRam = volatileSize;
  return { status: 0 };
}

function get_partition(k: Kernel, memdev: CxlMemdev): IoctlReply {
  const device = cxl_dev_state(k, memdev);
  const { nextRam = memdev.ram } = cxlDeviceMedia(k.firmware.media, cxlKey(device));
  // A next partition that equals the active one is reported as 0.
  const changes = nextRam !== memdev.ram;
  return {
    status: 0,
    capacity: {
      activeVolatile: memdev.ram,
      activePersistent: memdev.pmem,
      nextVolatile: changes ? nextRam : 0,
      nextPersistent: changes ? device.ram + device.pmem - nextRam : 0,
    },
  };
}

function identify(k: Kernel, memdev: CxlMemdev): IoctlReply {
  const { ram, pmem, partitionAlign, labelSize } = cxl_dev_state(k, memdev);
  const fixed = partitionAlign === 0;
  return {
    status: 0,
    size: labelSize,
    capacity: {
      total: ram + pmem,
      volatileOnly: fixed ? ram : 0,
      persistentOnly: fixed ? pmem : 0,
      partitionAlign,
    },
  };
}

/** The reply, or -ENOTTY (the device has no such command), -EBUSY (it is exclusive to the kernel), -EINVAL. */
const cxl_send_cmd = traced(
  'cxl_send_cmd',
  (k: Kernel, memdev: CxlMemdev, request: CxlMailboxRequest): IoctlReply | number => {
    const device = cxl_dev_state(k, memdev);
    const { label } = cxlDeviceMedia(k.firmware.media, cxlKey(device));
    switch (request.id) {
      case 'IDENTIFY':
        return identify(k, memdev);
      case 'GET_PARTITION_INFO':
        return get_partition(k, memdev);
      case 'SET_PARTITION_INFO':
        return set_partition(k, memdev, request.volatileSize);
      case 'GET_LSA':
        if (request.offset + request.length > device.labelSize) return { status: RC_INPUT };
        return { status: 0, data: readBytes(label, request.offset, request.length) };
      case 'SET_LSA':
        if (labels_are_kernels(k, memdev)) return -ERRNO.EBUSY;
        if (request.offset + request.data.length > device.labelSize) return { status: RC_INPUT };
        writeBytes(label, request.offset, request.data);
        return { status: 0 };
      default:
        return -ERRNO.ENOTTY;
    }
  },
  (memdev, { id }) => `${memdev.name}, ${id}`,
);

/** /dev/cxl/memN. */
export const memdev_node = (name: string): DeviceNode => ({
  kind: 'device',
  ops: {
    ioctl: (k, request: IoctlRequest) =>
      request.command === 'cxl-mailbox' ? cxl_send_cmd(k, to_cxl_memdev(k, name), request) : -ERRNO.ENOTTY,
  },
});
