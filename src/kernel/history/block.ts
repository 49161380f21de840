/** History of block/: disk attributes and the messages of a new disk. */
import type { Changes } from './change.ts';

export const BLOCK_CHANGES = {
  'no-capacity-change-line': {
    title: 'block: do not revalidate a disk when it is added',
    since: '5.10',
    effect: 'A new disk no longer logs `detected capacity change from 0 to BYTES`.',
  },
  'no-hybrid-polling': {
    title: 'blk-mq: remove hybrid polling',
    since: '6.4',
    effect: 'queue/io_poll_delay of a disk always reads -1.',
  },
  'blk-mq-attribute-group': {
    title: 'blk-sysfs: add a new attr_group for blk_mq',
    since: '6.5',
    effect: 'queue/ of a pmem disk lacks nr_requests, rq_affinity, scheduler and wbt_lat_usec.',
  },
  'block-partscan': {
    title: 'block: add a partscan sysfs attribute for disks',
    since: '6.10',
    effect: 'A disk has a `partscan` attribute.',
  },
  'integrity-in-queue-limits': {
    title: 'block: move integrity information into queue_limits',
    since: '6.11',
    effect:
      'integrity/read_verify and write_generate of a disk without integrity data read 1; a btt disk has one integrity segment.',
  },
  'block-atomic-writes': {
    title: 'block: add core atomic write support',
    since: '6.11',
    effect: 'queue/ of a disk has the atomic_write_* limits.',
  },
} as const satisfies Changes;
