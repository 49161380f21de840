/**
 * Media in their initial state: zeroes, except for label areas that the platform describes as initialised.
 */
import { dimmMedia, emptyMedia, type Media } from '../firmware/media.ts';
import type { Platform } from '../firmware/platform.ts';
import { writeBytes } from '../lib/bytes/sparse-bytes.ts';
import { indexSize, LABEL_SIZE, type LabelVersion, layIndex } from '../tools/ndctl/lib/labels.ts';

/** The two index blocks of an empty label area, in the form written by `ndctl init-labels`. */
function emptyLabels(configSize: number, version: LabelVersion): Uint8Array {
  const labelSize = LABEL_SIZE[version];
  const area = { configSize, labelSize, bytes: new Uint8Array(2 * indexSize(configSize, labelSize)) };
  for (const block of [0, 1]) layIndex(area, version, block, 3 - block);
  return area.bytes;
}

/** The media of a machine before its first boot. */
export function newMedia(platform: Platform): Media {
  const media = emptyMedia();
  for (const dimm of platform.buses.flatMap((bus) => bus.dimms))
    if (dimm.labels !== null && dimm.labelSize > 0)
      writeBytes(dimmMedia(media, dimm).label, 0, emptyLabels(dimm.labelSize, dimm.labels));
  return media;
}
