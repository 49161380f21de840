/** Everything that makes itself known to the driver core or the nd bus when it is loaded. */
import './region.ts';
