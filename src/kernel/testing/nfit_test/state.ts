/** Data that nfit_test keeps for a DIMM of its first bus, as plain data. */

/** Values of struct nd_intel_smart that can be injected. Temperatures are in sixteenths of a degree Celsius. */
export interface NfitTestSmart {
  /** Bits ND_INTEL_SMART_*_HEALTH. */
  health: number;
  /** Percent. */
  spares: number;
  mediaTemperature: number;
  /** 1 after an unsafe shutdown. */
  shutdownState: number;
  shutdownCount: number;
}

/** struct nd_intel_smart_threshold: the mask of enabled alarms and their limits. */
export interface NfitTestThreshold {
  alarmControl: number;
  spares: number;
  mediaTemperature: number;
  ctrlTemperature: number;
}

/** struct nfit_test_fw: an update of the firmware. */
export interface NfitTestFirmware {
  state: 'new' | 'in-progress' | 'verify' | 'updated';
  /** Number of the last update. */
  context: number;
  /** Version that is staged; 0 for none. */
  version: number;
}

/** A DIMM; absent from the kernel's state until a function changes it. */
export interface NfitTestDimm {
  smart: NfitTestSmart;
  threshold: NfitTestThreshold;
  /** Number of health notifications, each of which wakes the pollers of `nfit/flags`. */
  notifications: number;
  /** Absent before the first update. */
  firmware?: NfitTestFirmware;
}
