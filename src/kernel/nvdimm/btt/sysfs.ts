/** Directories of btt devices: models the attributes of drivers/nvdimm/btt_devs.c, all releases. */
import { ERRNO } from '../../../lib/errno.ts';
import { type AttributeTable, attribute_part, device_dir, since } from '../../fs/attribute-table.ts';
import { nd_common } from '../bus/device-sysfs.ts';
import { nd_subdirectories } from '../bus/directories.ts';
import {
  namespace_store,
  nd_size_select_show,
  nd_size_select_store,
  nd_uuid_store,
} from '../bus/shared-attributes.ts';
import type { NdBtt } from '../state.ts';
import { BTT_LBASIZES } from './btt_devs.ts';

function sector_size_store(btt: NdBtt, text: string): number {
  const lbasize = nd_size_select_store(btt, text, BTT_LBASIZES);
  if (lbasize < 0) return lbasize;
  btt.lbasize = lbasize;
  return 0;
}

const ATTRIBUTES: AttributeTable<NdBtt> = {
  sector_size: {
    mode: 0o644,
    show: (_k, btt) => nd_size_select_show(btt.lbasize, BTT_LBASIZES),
    store: (_k, btt, text) => sector_size_store(btt, text),
  },
  namespace: { mode: 0o644, show: (_k, btt) => `${btt.namespace ?? ''}\n`, store: namespace_store },
  uuid: { mode: 0o644, show: (_k, btt) => `${btt.uuid ?? ''}\n`, store: nd_uuid_store },
  size: {
    mode: since('btt-size-attr', 0o444),
    show: (_k, btt) => (btt.core.driver === null ? -ERRNO.ENXIO : `${btt.size}\n`),
  },
  log_zero_flags: { mode: since('btt-log-zero-flags', 0o444), show: () => 'Y\n' },
};

/** The directory of a btt device. */
export const nd_btt_dir = device_dir(
  attribute_part(ATTRIBUTES, (k, name) => k.state.nd.btts[name]),
  ...nd_common,
  nd_subdirectories,
);
