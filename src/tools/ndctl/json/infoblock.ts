/** Info blocks as JSON (btt_parse and pfn_parse of ndctl/namespace.c, 76.1). */
import { NIL_UUID } from '../../../lib/uuid.ts';
import { jsonHex } from '../../util/human.ts';
import type { JsonObject } from '../../util/json.ts';
import {
  checksumHolds,
  decodeBtt,
  decodePfn,
  hasSignature,
  INFO_BLOCK_SIZE,
  type InfoHeader,
} from '../lib/infoblock.ts';

export interface InfoblockSource {
  /** The namespace, or the path of the file. */
  dev?: string;
  file?: string;
  /** Uuid of the namespace, which --verify compares with. */
  uuid?: string;
}

export interface InfoblockView {
  human: boolean;
  verify: boolean;
  /** Receives the messages of --verbose. */
  note: (text: string) => void;
}

/** The library compares only the first byte of the uuids. */
const sameFirstByte = (a: string, b: string): boolean => a.slice(0, 2) === b.slice(0, 2);

/** Tests whether the block passes --verify. */
function verified(block: Uint8Array, source: InfoblockSource, parser: string, view: InfoblockView): boolean {
  if (!view.verify) return true;
  if (!checksumHolds(block)) {
    view.note(`read-infoblock: ${parser} checksum verification failed`);
    return false;
  }
  const { uuid = NIL_UUID } = source;
  if (uuid === NIL_UUID || sameFirstByte(uuid, decodePfn(block).parentUuid)) return true;
  view.note(`read-infoblock: ${parser} uuid verification failed`);
  return false;
}

/** The fields common to all info blocks; undefined if the version does not fit into its three characters. */
function header(info: InfoHeader, source: InfoblockSource, view: InfoblockView): JsonObject | undefined {
  const version = `${info.major}.${info.minor}`;
  if (version.length > 3) {
    view.note('read-infoblock: failed to create json representation');
    return undefined;
  }
  return {
    dev: source.dev,
    file: source.dev === undefined ? source.file : undefined,
    signature: info.signature,
    uuid: info.uuid,
    parent_uuid: info.parentUuid,
    flags: jsonHex(info.flags, view.human),
    version,
  };
}

function bttToJson(block: Uint8Array, source: InfoblockSource, view: InfoblockView): JsonObject | undefined {
  if (!verified(block, source, 'btt_parse', view)) return undefined;
  const info = decodeBtt(block);
  const { human } = view;
  const common = header(info, source, view);
  return (
    common && {
      ...common,
      external_lbasize: info.externalLbaSize | 0,
      external_nlba: info.externalLbas | 0,
      internal_lbasize: info.internalLbaSize | 0,
      internal_nlba: info.internalLbas | 0,
      nfree: info.freeBlocks | 0,
      infosize: info.infoSize | 0,
      nextoff: jsonHex(info.nextOffset, human),
      dataoff: jsonHex(info.dataOffset, human),
      mapoff: jsonHex(info.mapOffset, human),
      logoff: jsonHex(info.logOffset, human),
      info2off: jsonHex(info.info2Offset, human),
    }
  );
}

function pfnToJson(block: Uint8Array, source: InfoblockSource, view: InfoblockView): JsonObject | undefined {
  if (!verified(block, source, 'pfn_parse', view)) return undefined;
  const info = decodePfn(block);
  const { human } = view;
  const common = header(info, source, view);
  return (
    common && {
      ...common,
      dataoff: jsonHex(info.dataOffset, human),
      npfns: jsonHex(info.pages, human),
      mode: info.mode | 0,
      start_pad: jsonHex(info.startPad, human),
      end_trunc: jsonHex(info.endTrunc, human),
      align: jsonHex(info.align, human),
      page_size: jsonHex(info.pageSize, human),
      page_struct_size: jsonHex(info.pageStructSize, human),
    }
  );
}

/** Every info block in the first 8 KiB of a namespace, in the order of the command. */
export function infoblocksToJson(
  area: Uint8Array,
  source: InfoblockSource,
  view: InfoblockView,
): JsonObject[] {
  const front = area.subarray(0, INFO_BLOCK_SIZE);
  const back = area.subarray(INFO_BLOCK_SIZE, INFO_BLOCK_SIZE * 2);
  const found = [
    hasSignature(back, 'BTT_ARENA_INFO') ? bttToJson(back, source, view) : undefined,
    hasSignature(front, 'BTT_ARENA_INFO') ? bttToJson(front, source, view) : undefined,
    hasSignature(back, 'NVDIMM_PFN_INFO') ? pfnToJson(back, source, view) : undefined,
    hasSignature(back, 'NVDIMM_DAX_INFO') ? pfnToJson(back, source, view) : undefined,
  ];
  return found.filter((object) => object !== undefined);
}
