/** Everything that makes itself known to the driver core or the nd bus when it is loaded. */
import './dimm.ts';
import './bus-sysfs.ts';
import './dimm-sysfs.ts';
import './namespace-sysfs.ts';
import './region-sysfs.ts';
import './region.ts';
import './btt_devs.ts';
import './pfn_devs.ts';
import './pmem.ts';
import '../dax/pmem.ts';
import '../dax/device.ts';
import '../dax/kmem.ts';
import './pfn-sysfs.ts';
import './btt-sysfs.ts';
import '../block-sysfs.ts';
import '../dax/sysfs.ts';
