/** Modules that the recorded kernels have built in. */
import type { ChangeId } from '../../history/history.ts';
import { type ModuleText, recent } from './table.ts';

/** A built-in module. */
export interface BuiltIn extends ModuleText {
  name: string;
  /** Folder below `kernel/drivers`. */
  folder: string;
  since?: ChangeId;
}

export const BUILT_IN: readonly BuiltIn[] = [
  {
    name: 'dax',
    folder: 'dax',
    info: [
      ...['license=GPL v2', 'file=drivers/dax/dax'],
      ...[recent('description=DAX: direct access to differentiated memory'), 'author=Intel Corporation'],
    ],
    since: 'device-dax',
  },
  {
    name: 'cxl_core',
    folder: 'cxl/core',
    info: [
      ...['license=GPL v2', 'file=drivers/cxl/core/cxl_core'],
      ...[recent('description=CXL: Core Compute Express Link support'), recent('import_ns=CXL')],
      ...['alias=cxl:t6*', recent('import_ns=DEVMEM'), 'import_ns=CXL'],
      'parm=media_ready_timeout:seconds to wait for media ready (ushort)',
    ],
    since: 'cxl-memdevs',
  },
  {
    name: 'cxl_port',
    folder: 'cxl',
    info: [
      ...['alias=cxl:t3*', 'import_ns=CXL', 'license=GPL v2', 'file=drivers/cxl/cxl_port'],
      recent('description=CXL: Port enumeration and services'),
    ],
    since: 'cxl-endpoints',
  },
];
