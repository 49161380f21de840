/** Everything that makes itself known to the driver core or the nd bus when it is loaded. */
import './dimm_devs/dimm.ts';
import './bus/sysfs.ts';
import './dimm_devs/sysfs.ts';
import './namespace_devs/sysfs.ts';
import './region_devs/sysfs.ts';
import './region_devs/region.ts';
import './btt/btt_devs.ts';
import './pfn_devs/pfn_devs.ts';
import './pmem/pmem.ts';
import '../dax/pmem.ts';
import '../dax/device.ts';
import '../dax/kmem.ts';
import './pfn_devs/sysfs.ts';
import './btt/sysfs.ts';
import '../block/sysfs.ts';
import '../dax/sysfs.ts';
